"use strict";

/*
 * Tokens: a start from a grant token, starts from a refresh token, tokens that have expired.
 *
 * The server must be one whose access tokens live for two seconds; the order has a grant token.
 */

const { mkdirSync } = require("node:fs");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");

const { answered, raised, refused } = require("./calls");
const { expect } = require("./report");
const { inApi, start } = require("./session");

const OrgOperations = inApi("org/org_operations");

const LIFETIME_MILLISECONDS = 2_000;
const WRONG_TOKEN = `1000.${"0".repeat(32)}.${"0".repeat(32)}`;

// The token object of the start that got the tokens which the other starts go on with, and an
// access token of its that has expired.
let first = null;
let expired = null;

/** The smallest call that needs a token. */
function askForOrg() {
  return new OrgOperations().getOrganization();
}

async function orgName() {
  const [org] = answered(await askForOrg()).getOrg();
  return org.getCompanyName();
}

/** The order in a folder of its own, where the library finds no earlier token. */
function inFolder(order, name, tokens) {
  const folder = path.join(order.folder, name);
  mkdirSync(folder, { recursive: true });
  return { ...order, folder, grant_token: null, ...tokens };
}

/** An order to start from the refresh token that the grant token brought. */
function fromRefreshToken(order, name) {
  return inFolder(order, name, { refresh_token: first.getRefreshToken() });
}

module.exports = {
  async "the library starts from a grant token"(order) {
    first = await start(inFolder(order, "grant", { grant_token: order.grant_token }));

    expect("Zylker", await orgName());
    expect(true, first.getRefreshToken().startsWith("1000."));
  },

  async "an access token that has expired is renewed"() {
    const refreshToken = first.getRefreshToken();
    expired = first.getAccessToken();
    await sleep(LIFETIME_MILLISECONDS);

    expect("Zylker", await orgName());
    expect(false, first.getAccessToken() === expired);
    expect(refreshToken, first.getRefreshToken());
  },

  async "an access token that has expired is refused"(order) {
    await start(inFolder(order, "expired", { access_token: expired }));
    const result = refused(await askForOrg(), 401);

    expect(["INVALID_TOKEN", "invalid oauth token"], [result.code, result.message]);
  },

  async "the library starts from a refresh token"(order) {
    await start(fromRefreshToken(order, "refresh"));

    expect("Zylker", await orgName());
  },

  async "the library goes on with the tokens in its file"(order) {
    await start(fromRefreshToken(order, "refresh"));

    expect("Zylker", await orgName());
  },

  async "a wrong secret and a wrong refresh token are refused"(order) {
    const good = fromRefreshToken(order, "wrong");
    await start({ ...good, client_secret: "0".repeat(42) });
    expect(true, (await raised(askForOrg)).includes("invalid_client"));
    await start({ ...good, refresh_token: WRONG_TOKEN });
    expect(true, (await raised(askForOrg)).includes("invalid_code"));
  },

  async "a grant token is good for one start only"(order) {
    await start(inFolder(order, "again", { grant_token: order.grant_token }));

    expect(true, (await raised(askForOrg)).includes("invalid_code"));
  },
};
