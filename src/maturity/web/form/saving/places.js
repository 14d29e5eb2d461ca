// A draft as the places that it is kept by, such as force or answers.<id>, each with its value as JSON. Pure.
Maturity.places = (function () {
  "use strict";
  const MAPS = ["about", "answers", "beside"];

  // Every place of a draft, such as force or answers.<id>, with its value as JSON.
  /** @param {any} draft */
  function toPlaces(draft) {
    /** @param {string} name @param {any} value */
    const inside = (name, value) => Object.entries(value).map(([key, item]) => [`${name}.${key}`, item]);
    const all = Object.entries(draft).flatMap(([name, value]) => (MAPS.includes(name) ? inside(name, value) : [[name, value]]));
    return new Map(all.filter(([, value]) => value !== undefined).map(([place, value]) => [place, JSON.stringify(value)]));
  }

  // The draft that has these places.
  /** @param {Iterable<[string, string]>} places */
  function fromPlaces(places) {
    const all = [...places].map(([place, text]) => [place, JSON.parse(text)]);
    const top = all.filter(([place]) => !MAPS.some((name) => place.startsWith(`${name}.`)));
    /** @param {string} name */
    const within = (name) => Object.fromEntries(all.filter(([place]) => place.startsWith(`${name}.`)).map(([place, value]) => [place.slice(name.length + 1), value]));
    return { ...Object.fromEntries(top), ...Object.fromEntries(MAPS.map((name) => [name, within(name)])) };
  }

  // What has to be written down to get from one set of places to another: [place, value], without a value where it goes.
  /** @param {Map<string, any>} before @param {Map<string, string>} after */
  function changedPlaces(before, after) {
    const gone = [...before.keys()].filter((place) => !after.has(place));
    return [...[...after].filter(([place, text]) => before.get(place) !== text), ...gone.map((place) => [place])];
  }

  /** @param {Map<string, any>} places @param {string} place @param {string | undefined} text */
  function setPlace(places, place, text) {
    if (text === undefined) places.delete(place);
    else places.set(place, text);
  }

  return { toPlaces, fromPlaces, changedPlaces, setPlace };
})();
