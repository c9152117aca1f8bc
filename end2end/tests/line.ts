import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

import type { Page } from '@playwright/test';

/** A line to the server that can be cut and mended, as if the server went away and came back. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private readonly listener: Server;
  private port = 0;

  private constructor(private readonly server: URL) {
    this.listener = createServer((here) => {
      const there = connect(Number(this.server.port), this.server.hostname);
      for (const socket of [here, there]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
      here.on('close', () => there.destroy());
      there.on('close', () => here.destroy());
      here.pipe(there).pipe(here);
    });
  }

  /** Lays a line to the server at this address; pages opened by {@link Line.address} go over it. */
  static async to(address: string): Promise<Line> {
    const line = new Line(new URL(address));
    await line.mend();
    return line;
  }

  /** The same page, over this line. */
  address(path: string): string {
    return `http://${this.server.hostname}:${this.port}${path}`;
  }

  /** Has the page renew its token at the server itself: one for this line's own address would not be taken. */
  async carryTokens(page: Page): Promise<void> {
    await page.route(/\/v1\/client\/sessions\/[^/]+\/tokens/, async (route) => {
      const url = new URL(route.request().url());
      url.port = this.server.port;
      const headers = { ...route.request().headers(), origin: this.server.origin };
      await route.fulfill({ response: await route.fetch({ url: url.href, headers }) });
    });
  }

  /** Breaks every connection and takes no new one. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }

  /** Takes connections again, at the same address. */
  async mend(): Promise<void> {
    await new Promise<void>((resolve) => this.listener.listen(this.port, this.server.hostname, resolve));
    this.port = (this.listener.address() as AddressInfo).port;
  }
}
