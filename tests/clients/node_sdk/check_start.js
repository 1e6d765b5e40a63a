"use strict";

/* The start: a grant token is all that the program has; the rest of the checks go on from it. */

const { answered } = require("./calls");
const { expect } = require("./report");
const { inApi, start } = require("./session");

const OrgOperations = inApi("org/org_operations");

module.exports = {
  async "a grant token is redeemed at the first call"(order) {
    const token = await start(order);
    expect([undefined, null], [token.getRefreshToken(), token.getAccessToken()]);
    const [org] = answered(await new OrgOperations().getOrganization()).getOrg();

    expect("Zylker", org.getCompanyName());
    expect(true, token.getRefreshToken().startsWith("1000."));
  },
};
