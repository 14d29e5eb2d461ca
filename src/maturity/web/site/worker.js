/* Search from a folder. A page that was opened as a file may not start a worker from a file, so a hidden frame stands in
   for it. From a server the browser's own workers are used. */
"use strict";

if (location.protocol === "file:") {
  window.Worker = /** @type {any} */ (class extends EventTarget {
    /** @param {string} url */
    constructor(url) {
      super();
      this.onmessage = /** @type {((event: MessageEvent) => void) | null} */ (null);
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "";
      document.body.append(frame);
      const inside = /** @type {any} */ (frame.contentWindow);
      /** @param {string} source */
      const load = (source) => new Promise((done, failed) => {
        const script = inside.document.createElement("script");
        script.src = source;
        script.onload = done;
        script.onerror = failed;
        inside.document.body.append(script);
      });
      /** @param {string[]} sources */
      inside.importScripts = (...sources) => sources.reduce((/** @type {Promise<unknown>} */ before, source) => before.then(() => load(source)), Promise.resolve());
      /** @param {any} data */
      inside.postMessage = (data) => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      };
      this.frame = frame;
      this.ready = load(String(url));
    }

    /** @param {any} data */
    postMessage(data) {
      this.ready.then(() => this.frame.contentWindow?.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) })));
    }

    terminate() {
      this.frame.remove();
    }
  });
}
