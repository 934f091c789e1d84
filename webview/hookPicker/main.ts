/** Entry of the hook picker's page. */
import '../ui/theme.css';
import { mount } from 'svelte';
import { loadTranslations } from '../lib/loadTranslations.ts';
import HookPicker from './HookPicker.svelte';

loadTranslations();

const target = document.getElementById('app');
if (!target) throw new Error('The page has no element #app to show the hook picker in.');
mount(HookPicker, { target });
