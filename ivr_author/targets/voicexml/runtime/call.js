/* The state of one call, kept in the application root document: the same rules as ir/play.py. */
var ivr = ivr || {};
(function () {
  var MAX_VALUE_CHARACTERS = 300;
  var TEXTS = { text: /^[\s\S]*$/, name: /^[\s\S]*$/, key: /^[\s\S]*$/, digits: /^[0-9*#]*$/, phone: /^\+?[0-9]{3,20}$/ };

  var MAX_NUMBER = 1e15;
  var MAX_MONEY = 1e13;
  var UNREADABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/;

  /* What some platforms give for callers without a number: ANONYMOUS, RESTRICTED and so on, on the keys. */
  var WITHHELD = { "+266696687": 1, "+7378742833": 1, "+2562533": 1, "+8656696": 1, "+86282452253": 1 };

  function round_cents(amount) {
    return Math.abs(amount) < MAX_MONEY ? Math.floor(amount * 100 + 0.5) / 100 : amount;
  }

  /* tel:+18005550100 or sip:+18005550100@example.org, as the number alone; null where there is none */
  ivr.number_of = function (uri) {
    var found = /^(?:(?:tel|sips?):)?(\+?[0-9]{3,20})(?:[@;?][\s\S]*)?$/i.exec(String(uri || ""));
    return found && !WITHHELD[found[1]] ? found[1] : null;
  };

  /* Every character as one unit, as Python counts them. */
  function without_pairs(text) {
    return text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "_");
  }

  function padded(number) {
    return (number < 10 ? "0" : "") + number;
  }

  /* A value as a variable of a type holds it. */
  ivr.as_type = function (value, type) {
    if (type === "number" || type === "money") {
      if (typeof value !== "number" || !isFinite(value)) {
        return null;
      }
      return type === "money" ? round_cents(value) : value;
    }
    if (type === "boolean") {
      return typeof value === "boolean" ? value : null;
    }
    return typeof value === "string" ? value : null;
  };

  /* Not by toFixed: it rounds halves otherwise than Python. */
  function number_text(number) {
    var whole = Math.floor(Math.abs(number));
    var billionths = Math.floor((Math.abs(number) - whole) * 1e9 + 0.5);
    if (billionths === 1e9) {
      whole += 1;
      billionths = 0;
    }
    var decimals = billionths ? "." + String(1e9 + billionths).substring(1).replace(/0+$/, "") : "";
    return (number < 0 && (whole || billionths) ? "-" : "") + whole + decimals;
  }

  /* A value as text for a service; as core/wire.py. */
  ivr.to_wire = function (value, type) {
    if (value === null || value === undefined) {
      return "";
    }
    if (typeof value !== "number") {
      return String(value);
    }
    if (!(Math.abs(value) < (type === "money" ? MAX_MONEY : MAX_NUMBER))) {
      return "";
    }
    if (type === "money") {
      var rounded = round_cents(value);
      var cents = Math.floor(Math.abs(rounded) * 100 + 0.5);
      return (rounded < 0 && cents ? "-" : "") + Math.floor(cents / 100) + "." + padded(cents % 100);
    }
    return number_text(value);
  };

  /* {ok, value}: the value of a service's text, or not ok where it does not fit its type. */
  function from_wire(text, type) {
    text = text.replace(/^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g, "");
    if (text === "") {
      return { ok: true, value: null };
    }
    var measured = without_pairs(text);
    if (measured.length > MAX_VALUE_CHARACTERS || UNREADABLE.test(measured)) {
      return { ok: false };
    }
    if (TEXTS[type]) {
      return { ok: TEXTS[type].test(text), value: text };
    }
    if (type === "number" || type === "money") {
      if (!/^-?[0-9]{1,15}(\.[0-9]{1,9})?$/.test(text)) {
        return { ok: false };
      }
      return { ok: true, value: type === "money" ? round_cents(Number(text)) : Number(text) };
    }
    if (type === "boolean") {
      return { ok: text === "true" || text === "false", value: text === "true" };
    }
    if (type === "date") {
      return { ok: ivr.is_date(text), value: text };
    }
    var time = /^([01]?[0-9]|2[0-3]):([0-5][0-9])$/.exec(text);
    return time ? { ok: true, value: padded(Number(time[1])) + ":" + time[2] } : { ok: false };
  }

  /* A new call. `offsets` is the workspace's time zone as a table; `names` are the variables. */
  ivr.begin = function (connection, names, offsets) {
    var call = { began: new Date().getTime(), values: {}, stack: [], menus: [], passed: 0 };
    var moment = ivr.local_moment(offsets, call.began);
    for (var i = 0; i < names.length; i += 1) {
      call.values[names[i]] = null;
    }
    call.values["caller.number"] = ivr.number_of(connection && connection.remote && connection.remote.uri);
    call.values["called.number"] = ivr.number_of(connection && connection.local && connection.local.uri);
    call.values["call.time"] = moment.time;
    call.values["call.date"] = moment.date;
    return call;
  };

  /* A node is entered; true where too many were passed without waiting for the caller. */
  ivr.passes = function (call, most) {
    call.passed += 1;
    return call.passed > most;
  };

  /* The keys of an utterance, however the platform spells them. */
  ivr.keys = function (utterance) {
    return String(utterance === null || utterance === undefined ? "" : utterance).replace(/dtmf-|\s/g, "");
  };

  /* What was said, as a variable keeps it: words without end would not be spoken either. */
  ivr.words = function (utterance) {
    var characters = String(utterance).match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) || [];
    return characters.slice(0, MAX_VALUE_CHARACTERS).join("");
  };

  /* What an answer of the adapter (see ivr-author answer) comes to; its fields are stored where `into` says. */
  ivr.take_answer = function (document, types, into, call, kinds) {
    var root = document && document.documentElement;
    var result = root ? root.getAttribute("result") : "failed";
    if (result !== "ok") {
      return result === "not_found" ? "not_found" : "failed";
    }
    var found = {};
    var fields = root.getElementsByTagName("field");
    for (var i = 0; i < fields.length; i += 1) {
      var name = fields.item(i).getAttribute("name");
      var text = "";
      for (var part = fields.item(i).firstChild; part; part = part.nextSibling) {
        text += part.nodeValue || "";
      }
      if (Object.prototype.hasOwnProperty.call(types, name)) {
        found[name] = from_wire(text, types[name]);
        if (!found[name].ok) {
          return "failed";
        }
      }
    }
    for (var field in into) {
      if (Object.prototype.hasOwnProperty.call(into, field)) {
        var known = Object.prototype.hasOwnProperty.call(found, field) ? found[field].value : null;
        call.values[into[field]] = ivr.as_type(known, kinds[into[field]]);
      }
    }
    return "ok";
  };

  /* The document of a block ("flow/node.part") in the caller's locale, from any document of the application. */
  ivr.document_of = function (call, block) {
    var slash = block.indexOf("/");
    return "../" + call.values.locale + "/" + block.substring(0, slash) + ".vxml#" + block.substring(slash + 1);
  };

  ivr.visit = function (call, menu) {
    for (var i = 0; i < call.menus.length; i += 1) {
      if (call.menus[i].menu === menu && call.menus[i].depth === call.stack.length) {
        call.menus.length = i;
      }
    }
    call.menus.push({ menu: menu, depth: call.stack.length });
  };

  /* The block that `back` leads to. `menu` is the menu that it was pressed in, or null. */
  ivr.back = function (call, menu, otherwise) {
    var menus = call.menus;
    if (menu !== null && menus.length && menus[menus.length - 1].menu === menu) {
      if (menus.length === 1) {
        return otherwise;
      }
      menus.pop();
    }
    if (!menus.length) {
      return otherwise;
    }
    var last = menus[menus.length - 1];
    if (call.stack.length > last.depth) {
      call.stack.length = last.depth;
    }
    return last.menu;
  };

  /* A menu of a subflow that was left could not find its way out of it again. */
  function forget_left_menus(call) {
    while (call.menus.length && call.menus[call.menus.length - 1].depth > call.stack.length) {
      call.menus.pop();
    }
  }

  /* All subflows are left behind. */
  ivr.leave_all = function (call) {
    call.stack.length = 0;
    forget_left_menus(call);
  };

  /* The block that a subflow returns to by a name. */
  ivr.leave = function (call, name, otherwise) {
    if (!call.stack.length) {
      return otherwise;
    }
    var returns = call.stack.pop();
    forget_left_menus(call);
    return Object.prototype.hasOwnProperty.call(returns, name) ? returns[name] : otherwise;
  };

  /* What an agent's desk gets to know, as application-to-application information. */
  ivr.carry = function (call, queue, names) {
    var facts = ["queue=" + queue, "locale=" + call.values.locale];
    for (var i = 0; i < names.length; i += 1) {
      var value = call.values[names[i]];
      if (value !== null && value !== undefined) {
        facts.push(names[i] + "=" + encodeURIComponent(String(value)));
      }
    }
    return facts.join(";");
  };
}());
