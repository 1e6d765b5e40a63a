"use strict";

/*
 * Say in a line what takes the vendor's client library ten.
 *
 * Owns how its requests are built and its answers read; every call goes through the library.
 * Never looks at the wire.
 */

const { Unexpected, expect } = require("./report");
const { inApi, inLibrary } = require("./session");

const Choice = inLibrary("utils/util/choice");
const ParameterMap = inLibrary("routes/parameter_map");
const Record = inApi("record/record");
const RecordBody = inApi("record/body_wrapper");
const RecordOperations = inApi("record/record_operations");
const RelatedBody = inApi("related_records/body_wrapper");
const RelatedRecordsOperations = inApi("related_records/related_records_operations");

const ADDED = "record added";
const UPDATED = "record updated";
const DELETED = "record deleted";
const LINKED = "relation added";
const DELINKED = "relation removed";

/** The library's door to records. */
const records = new RecordOperations();

/** The library's door to one related list. */
function relations(parent, relatedList) {
  return new RelatedRecordsOperations(relatedList, parent);
}

/** Make a record of the library; plain values, and lookups as records. */
function row(values) {
  const made = new Record();
  for (const [name, value] of Object.entries(values)) made.addKeyValue(name, value);
  return made;
}

/** The value of a lookup: a record that has an id only. */
function named(id) {
  return row({ id });
}

function filled(body, rows) {
  body.setData(rows.map(row));
  return body;
}

/** The body of a call about records. */
function recordBody(...rows) {
  return filled(new RecordBody(), rows);
}

/** The body of a call about related records. */
function relatedBody(...rows) {
  return filled(new RelatedBody(), rows);
}

/** Make a parameter map; `kind` is the library's class of parameters that the call takes. */
async function parameters(kind, values) {
  const made = new ParameterMap();
  for (const [name, value] of Object.entries(values)) {
    // The library joins the values that a name is given with commas.
    for (const each of [value].flat()) await made.add(kind[name.toUpperCase()], each);
  }
  return made;
}

/** Read one item of an answer, with the class that the library took it for. */
function outcome(item) {
  return {
    kind: item.constructor.name,
    code: item.getCode().getValue(),
    message: item.getMessage().getValue(),
    details: Object.fromEntries(item.getDetails()),
  };
}

/** Read the outcome of each item, or the one refusal of the whole request. */
function outcomes(response, status) {
  const answer = response.getObject();
  if (answer === null) throw new Unexpected(`${response.getStatusCode()} came without a body`);
  const items = answer.constructor.name === "APIException" ? [answer] : answer.getData();
  const results = items.map(outcome);
  expect([status, results], [response.getStatusCode(), results]);
  return results;
}

/** Expect success with this message for each item; give back the ids. */
function succeeded(response, message, status = 200) {
  const results = outcomes(response, status);
  expect(
    results.map(() => ["SuccessResponse", "SUCCESS", message]),
    results.map((result) => [result.kind, result.code, result.message]),
  );
  return results.map((result) => BigInt(result.details.id));
}

/** Expect one refusal that reached the caller as the library's APIException. */
function refused(response, status) {
  const results = outcomes(response, status);
  expect(
    ["APIException"],
    results.map((result) => result.kind),
  );
  return results[0];
}

/** What the library says when it gives up because of a refusal. */
async function raised(call) {
  try {
    await call();
  } catch (problem) {
    expect("SDKException", problem.constructor.name);
    return problem.toString();
  }
  throw new Unexpected("the library did not give up");
}

/** The object that the library made of a good answer. */
function answered(response) {
  const answer = response.getObject();
  if (answer?.constructor.name === "APIException") {
    throw new Unexpected(`refused: ${JSON.stringify(outcome(answer), null, 1)}`);
  }
  expect([200, "ResponseWrapper"], [response.getStatusCode(), answer?.constructor.name]);
  return answer;
}

/** The values of a record with choices unwrapped. */
function plain(record) {
  return Object.fromEntries(
    Array.from(record.getKeyValues(), ([name, value]) => [
      name,
      value instanceof Choice ? value.getValue() : value,
    ]),
  );
}

/** Read the rows of a list; an empty answer has none. */
function rowsOf(response) {
  if ([204, 304].includes(response.getStatusCode())) {
    expect(null, response.getObject());
    return [];
  }
  return answered(response).getData().map(plain);
}

/** Insert records; give back their ids. */
async function insert(module, ...rows) {
  return succeeded(await records.createRecords(module, recordBody(...rows)), ADDED, 201);
}

/** Insert a record; give back its id. */
async function insertOne(module, values) {
  const [id] = await insert(module, values);
  return id;
}

/** Read one record's values. */
async function read(module, id) {
  const [found] = rowsOf(await records.getRecord(id, module));
  return found;
}

/** Read a related list. */
async function relatedRows(parent, parentId, relatedList) {
  return rowsOf(await relations(parent, relatedList).getRelatedRecords(parentId));
}

module.exports = {
  ADDED,
  Choice,
  DELETED,
  DELINKED,
  LINKED,
  UPDATED,
  answered,
  insert,
  insertOne,
  named,
  outcomes,
  parameters,
  plain,
  raised,
  read,
  recordBody,
  records,
  refused,
  relatedBody,
  relatedRows,
  relations,
  row,
  rowsOf,
  succeeded,
};
