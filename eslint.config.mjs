// The scripts are plain files of one global each, `Maturity`, which a page loads in the order of render/form.py.
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["src/maturity/web/**/*.js"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { ecmaVersion: 2024, sourceType: "script", globals: { ...globals.browser, Maturity: "writable" } },
    rules: {
      // `var Maturity = Maturity || {}` is how each file begins.
      "no-redeclare": ["error", { builtinGlobals: false }],
      "no-unused-vars": ["error", { args: "after-used", ignoreRestSiblings: true, varsIgnorePattern: "^Maturity$", argsIgnorePattern: "^_" }],
      "no-control-regex": "off", // control characters are what texts.js takes out
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "prefer-const": "error",
      "no-restricted-properties": ["error", ...["innerHTML", "insertAdjacentHTML"].map((property) => ({ property, message: "Texts are hostile: build elements." }))],
      "no-restricted-globals": ["error", "fetch", "XMLHttpRequest", "WebSocket", "event", "name"],
      "no-restricted-syntax": ["error", { selector: "ClassDeclaration[superClass]:not([superClass.name='EventTarget'])", message: "Compose; do not inherit." }],
    },
  },
];
