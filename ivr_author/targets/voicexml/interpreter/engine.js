// Helpers of the ECMAScript engine: scopes are objects without a prototype, so that `toString` is not a variable.
(function () {
  "use strict";
  // Taken now: a document may put something of its own in their place.
  const { stringify } = JSON;
  const plain = (value) => {
    const text = stringify(value, (key, part) =>
      typeof part === "function" ? "[function]" : typeof part === "bigint" ? String(part) : part);
    return text === undefined ? "null" : text;
  };
  const flatten = (name, value, depth, found) => {
    if (value !== null && typeof value === "object" && depth < 5 && found.length < 1000) {
      for (const key of Object.keys(value)) flatten(name + "." + key, value[key], depth + 1, found);
    } else {
      found.push([name, String(value)]);
    }
    return found;
  };
  const freeze = (value) => {
    if (value !== null && typeof value === "object") {
      Object.values(value).forEach(freeze);
      Object.freeze(value);
    }
    return value;
  };
  return {
    create: () => Object.create(null),
    chain: (session, application, document, dialog) =>
      Object.assign(Object.create(null), { session, application, document, dialog }),
    evaluate: (compiled, ...chain) => compiled(...chain),
    put: (target, name, compiled, ...chain) => { target[name] = compiled(...chain); },
    // A value that Python carries from one scope to another without losing what it is (undefined, for one).
    box: (compiled, ...chain) => [compiled(...chain)],
    unbox: (target, name, box) => { target[name] = box[0]; },
    set: (target, name, value) => { target[name] = value; },
    undefine: (target, name) => { target[name] = undefined; },
    declare: (target, name) => { if (!(name in target)) target[name] = undefined; },
    get: (target, name) => target[name],
    holds: (target, name) => name in target,
    defined: (target, name) => target[name] !== undefined,
    merge: (target, source) => { Object.assign(target, source); return target; },
    inherit: (target, below) => { Object.setPrototypeOf(target, below); },
    freeze,
    // 0: done, 1: nobody declared it, 2: it is read-only
    assign: (name, compiled, ...chain) => {
      for (let index = chain.length - 1; index > 0; index -= 1) {
        if (name in chain[index]) {
          if (index === 1) return 2;
          chain[index][name] = compiled(...chain);
          return 0;
        }
      }
      return 1;
    },
    // `application.x`: the scope must not be hidden by a variable of that name
    assignIn: (scope, name, compiled, ...chain) => {
      for (let index = chain.length - 1; index > 0; index -= 1) {
        if (scope in chain[index]) {
          const holder = chain[index][scope];
          if (holder === null || typeof holder !== "object") return 1;
          holder[name] = compiled(...chain);
          return 0;
        }
      }
      if (scope === "session") return 2;
      const target = chain[0][scope];
      if (!(name in target)) return 1;
      target[name] = compiled(...chain);
      return 0;
    },
    scopeOf: (name, ...chain) => {
      for (let index = chain.length - 1; index > 0; index -= 1) if (name in chain[index]) return index;
      return -1;
    },
    plain: (compiled, ...chain) => plain(compiled(...chain)),
    plainOf: (value) => plain(value),
    flatten: (name, compiled, ...chain) => stringify(flatten(name, compiled(...chain), 0, [])),
    items: (compiled, ...chain) => {
      const value = compiled(...chain);
      if (!Array.isArray(value)) throw new TypeError("foreach needs an array");
      return value.slice();
    },
    length: (list) => list.length,
    at: (target, name, list, index) => { target[name] = list[index]; },
    // How a result fills an input item: 1 when it did.
    fill: (target, name, result, path, whole) => {
      if (result === null || typeof result !== "object") {
        if (!whole) return 0;
        target[name] = result;
        return 1;
      }
      let value = result;
      for (const part of path.split(".")) {
        if (value === null || typeof value !== "object" || !(part in value)) {
          value = undefined;
          break;
        }
        value = value[part];
      }
      if (value === undefined) {
        if (!whole) return 0;
        value = result;
      }
      target[name] = value;
      return 1;
    },
    lastresult: (target, results) => {
      const list = results.map((part) => Object.assign({}, part));
      target["lastresult$"] = Object.assign(list, results[0]);
    },
    result: (utterance, inputmode, confidence, interpretation) =>
      [{ utterance, inputmode, confidence, interpretation }],
    first: (list) => Object.assign({}, list[0]),
  };
})()
