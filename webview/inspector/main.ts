/** Entry of the inspector's page. */
import '../ui/theme.css';
import { mount } from 'svelte';
import { loadTranslations } from '../lib/loadTranslations.ts';
import Inspector from './Inspector.svelte';

loadTranslations();

const target = document.getElementById('app');
if (!target) throw new Error('The page has no element #app to show the inspector in.');
mount(Inspector, { target });
