"use strict";

/*
 * Run checks and report each as one line of JSON: subject, name, status, error.
 *
 * Owns how a check fails and what is told about it.
 * Never stops at the first failure.
 */

const { inspect, isDeepStrictEqual } = require("node:util");

const PLACE = /([^/]+\.js:\d+):\d+\)?$/gm;

class Unexpected extends Error {
  name = "Unexpected";
}

function shown(value) {
  return inspect(value, { depth: null, breakLength: Infinity });
}

/** Compare; throws Unexpected with both sides. */
function expect(expected, actual) {
  if (!isDeepStrictEqual(expected, actual)) {
    throw new Unexpected(`expected ${shown(expected)}, got ${shown(actual)}`);
  }
}

/** Run one check; say what went wrong and where, or nothing. */
async function errorOf(check, order) {
  try {
    await check(order);
  } catch (error) {
    const places = Array.from(String(error.stack).matchAll(PLACE), ([, place]) => place);
    return `${error} (at ${places.join(" < ")})`;
  }
  return "";
}

/** Run the checks of a subject one after the other, each with the order, and tell of each. */
async function report(subject, checks, order) {
  for (const [name, check] of Object.entries(checks)) {
    const error = await errorOf(check, order);
    const status = error ? "failed" : "passed";
    console.log(JSON.stringify({ subject, name, status, error }));
  }
}

module.exports = { Unexpected, expect, report };
