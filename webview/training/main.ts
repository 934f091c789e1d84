/** Entry of the training view's page. */
import '../ui/theme.css';
import { mount } from 'svelte';
import { loadTranslations } from '../lib/loadTranslations.ts';
import Training from './Training.svelte';

loadTranslations();

const target = document.getElementById('app');
if (!target) throw new Error('The page has no element #app to show the training view in.');
mount(Training, { target });
