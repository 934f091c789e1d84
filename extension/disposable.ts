/** Base of classes that own subscriptions. */
import { Disposables, type Disposable } from '../link/disposable.ts';

export type { Disposable };

export abstract class Owner implements Disposable {
  readonly #owned = new Disposables();

  protected own<T extends Disposable>(disposable: T): T {
    return this.#owned.own(disposable);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
