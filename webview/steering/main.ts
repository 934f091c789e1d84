/** Entry of the steering panel's page. */
import '../ui/theme.css';
import { mount } from 'svelte';
import { loadTranslations } from '../lib/loadTranslations.ts';
import Steering from './Steering.svelte';

loadTranslations();

const target = document.getElementById('app');
if (!target) throw new Error('The page has no element #app to show the steering panel in.');
mount(Steering, { target });
