(function () {
  "use strict";
  const M = globalThis.Maturity = globalThis.Maturity || {};
  M.parts = M.parts ?? {};
})();
