// A nonce made in the person's own browser; only its SHA-256 goes into the form. No network, works without TLS.
(() => {
  "use strict";
  const rotate = (x, n) => (x >>> n) | (x << (32 - n));
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const part = (x) => ((x - Math.floor(x)) * 4294967296) >>> 0;
  const K = primes.map((p) => part(Math.cbrt(p)));

  function sha256(text) {
    const bytes = new TextEncoder().encode(text);
    const size = ((bytes.length + 8) >> 6) + 1;
    const words = new Uint32Array(size * 16);
    bytes.forEach((b, i) => { words[i >> 2] |= b << (24 - (i % 4) * 8); });
    words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length % 4) * 8);
    words[words.length - 1] = bytes.length * 8;
    const h = primes.slice(0, 8).map((p) => part(Math.sqrt(p)));
    for (let at = 0; at < words.length; at += 16) {
      const w = new Uint32Array(64);
      for (let i = 0; i < 64; i++) {
        if (i < 16) { w[i] = words[at + i]; continue; }
        const s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        const s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const t1 = (k + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) >>> 0;
        const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
        [k, g, f, e, d, c, b, a] = [g, f, e, (d + t1) >>> 0, c, b, a, (t1 + t2) >>> 0];
      }
      [a, b, c, d, e, f, g, k].forEach((x, i) => { h[i] = (h[i] + x) >>> 0; });
    }
    return h.map((x) => x.toString(16).padStart(8, "0")).join("");
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-commit]").forEach((form) => {
      const nonce = form.querySelector("[data-nonce]"), target = form.querySelector("[data-commitment]");
      const compute = () => {
        const value = nonce.value.trim();
        target.value = value ? sha256(`${form.dataset.number}|${form.dataset.person}|${value}`) : "";
      };
      nonce.addEventListener("input", compute);
      form.querySelector("[data-make-nonce]").addEventListener("click", () => {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        nonce.value = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
        compute();
      });
    });
  });
})();
