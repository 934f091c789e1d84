export function findBrowser(): string | undefined;
export function requireBrowser(): string;
export function installBrowser(): void;
