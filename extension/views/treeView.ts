/** Turns tree texts into vscode's tree items. */
import * as vscode from 'vscode';
import type { TreeItemText } from './runTreeItem.ts';

export function toTreeItem(
  text: TreeItemText,
  id: string,
  collapsible = vscode.TreeItemCollapsibleState.None,
): vscode.TreeItem {
  const item = new vscode.TreeItem(text.label, collapsible);
  item.id = id;
  item.description = text.description;
  item.contextValue = text.contextValue;
  item.iconPath = new vscode.ThemeIcon(
    text.icon,
    text.iconColor === null ? undefined : new vscode.ThemeColor(text.iconColor),
  );
  item.tooltip = new vscode.MarkdownString(text.tooltip, true);
  item.accessibilityInformation = { label: `${text.label}, ${text.description}` };
  return item;
}
