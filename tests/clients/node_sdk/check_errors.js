"use strict";

/* Refusals: the server's own code, message and details reach the library's caller. */

const {
  insertOne,
  outcomes,
  raised,
  recordBody,
  records,
  refused,
  relatedBody,
  relations,
} = require("./calls");
const { expect } = require("./report");

const NOBODY = 404404404404n;
const LEAD = 3652397000001829002n;
const CAMPAIGN = 3652397000000327001n;
const BAD_RELATED_ID = "the related id given seems to be invalid";

const campaigns = relations("Leads", "Campaigns");

function told({ code, message, details }) {
  return [code, message, details];
}

module.exports = {
  async "a bad related id in the path is refused"() {
    const lead = await insertOne("Leads", { Last_Name: "Refused" });
    const request = relatedBody({ Member_Status: "Sent" });
    const responses = [
      await campaigns.updateRelatedRecord(NOBODY, lead, request),
      await campaigns.delinkRecord(NOBODY, lead),
    ];

    for (const response of responses) {
      expect(["INVALID_DATA", BAD_RELATED_ID, {}], told(refused(response, 400)));
    }
  },

  async "a bad parent id is refused"() {
    const request = relatedBody({ id: CAMPAIGN, Member_Status: "Sent" });
    const response = await campaigns.updateRelatedRecords(NOBODY, request);

    expect(["INVALID_DATA", BAD_RELATED_ID, {}], told(refused(response, 400)));
  },

  async "a bad related id spoils its item only"() {
    const lead = await insertOne("Leads", { Last_Name: "Half" });
    const campaign = await insertOne("Campaigns", { Campaign_Name: "Half" });
    const request = relatedBody({ id: campaign }, { id: NOBODY });
    const [good, bad] = outcomes(await campaigns.updateRelatedRecords(lead, request), 207);

    expect(["SuccessResponse", campaign], [good.kind, BigInt(good.details.id)]);
    expect(
      ["APIException", "INVALID_DATA", BAD_RELATED_ID, NOBODY],
      [bad.kind, bad.code, bad.message, BigInt(bad.details.id)],
    );
  },

  async "an item without an id is refused"() {
    const request = relatedBody({ Member_Status: "Sent" });
    const result = refused(await campaigns.updateRelatedRecords(LEAD, request), 202);

    expect(["MANDATORY_NOT_FOUND", "required field not found"], told(result).slice(0, 2));
  },

  async "an unknown module makes the library give up with our code"() {
    const words = await raised(() => relations("Nonsense", "Campaigns").getRelatedRecords(LEAD));

    expect(true, words.includes("INVALID_MODULE"));
    expect(true, words.includes("The module name given seems to be invalid"));
  },

  async "an unknown relation is refused"() {
    const response = await relations("Leads", "Nonsense").getRelatedRecords(LEAD);

    expect(
      ["INVALID_DATA", "the relation name given seems to be invalid", {}],
      told(refused(response, 400)),
    );
  },

  async "a list that is only read refuses to relate"() {
    const request = relatedBody({ id: CAMPAIGN });
    const response = await relations("Leads", "Activities").updateRelatedRecords(LEAD, request);

    expect("INVALID_MODULE", refused(response, 400).code);
  },

  async "a record that does not exist is not deleted"() {
    const result = refused(await records.deleteRecord(NOBODY, "Leads"), 202);

    expect(["INVALID_DATA", "record not deleted"], told(result).slice(0, 2));
  },

  async "a missing field is named"() {
    const response = await records.createRecords("Leads", recordBody({ Company: "No name" }));

    expect(
      ["MANDATORY_NOT_FOUND", "required field not found", { api_name: "Last_Name" }],
      told(refused(response, 202)),
    );
  },

  async "a text that is too long is refused with its field"() {
    const request = recordBody({ Last_Name: "x".repeat(81) });
    const result = refused(await records.createRecords("Leads", request), 202);

    expect(["INVALID_DATA", "invalid data"], told(result).slice(0, 2));
    expect("Last_Name", result.details.api_name);
  },
};
