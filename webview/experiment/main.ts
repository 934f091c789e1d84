/** Entry of the page that shows an experiment: while it runs, and its report. */
import '../ui/theme.css';
import { mount } from 'svelte';
import { loadTranslations } from '../lib/loadTranslations.ts';
import Experiment from './Experiment.svelte';

loadTranslations();

const target = document.getElementById('app');
if (!target) throw new Error('The page has no element #app to show the experiment in.');
mount(Experiment, { target });
