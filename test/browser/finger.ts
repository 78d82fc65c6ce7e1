/** A finger on the page, for a test: as the browser itself tells of one, scrolling included. */

import type { CDPSession, Page } from "playwright-core";

interface Point {
  readonly x: number;
  readonly y: number;
}

const STEPS = 6;

export class Finger {
  readonly #session: CDPSession;
  #at: Point = { x: 0, y: 0 };

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async on(page: Page): Promise<Finger> {
    return new Finger(await page.context().newCDPSession(page));
  }

  async down(at: Point): Promise<void> {
    await this.#tell("touchStart", at);
  }

  async moveTo(to: Point): Promise<void> {
    const { x, y } = this.#at;
    for (let step = 1; step <= STEPS; step++) {
      const part = step / STEPS;
      await this.#tell("touchMove", { x: x + (to.x - x) * part, y: y + (to.y - y) * part });
    }
  }

  async up(): Promise<void> {
    await this.#session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  async #tell(type: "touchStart" | "touchMove", at: Point): Promise<void> {
    this.#at = at;
    await this.#session.send("Input.dispatchTouchEvent", { type, touchPoints: [at] });
  }
}
