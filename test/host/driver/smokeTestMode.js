// Runs in the page before VS Code starts: the browser build honours the development payload only in its smoke-test mode.
const original = Element.prototype.getAttribute;
Element.prototype.getAttribute = function (name) {
  const value = original.call(this, name);
  if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration' || value === null)
    return value;
  const settings = JSON.parse(value);
  const developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
  return JSON.stringify({ ...settings, developmentOptions });
};
