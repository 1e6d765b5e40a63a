"use strict";

/*
 * A program that uses the vendor's client library, unmodified, against a server.
 *
 * Reads an order (where the server is, tokens, a folder, which subjects) as JSON from standard
 * input and prints a line of JSON for each check. Ends with 0 when it came to its end,
 * whatever it found.
 */

const { readFileSync } = require("node:fs");

const { report } = require("./report");

const STANDARD_INPUT = 0;

async function main() {
  const order = JSON.parse(readFileSync(STANDARD_INPUT, "utf8"));
  for (const subject of order.subjects) {
    await report(subject, require(`./check_${subject}`), order);
  }
}

main();
