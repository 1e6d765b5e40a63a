"use strict";

/* Every module, with the library fetching all fields by itself: each answer must parse. */

const { readFileSync, readdirSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const { answered, parameters, read, records, relations, rowsOf } = require("./calls");
const { Unexpected, expect } = require("./report");
const { exportsOf, inApi, start } = require("./session");

const { GetRecordsParam } = exportsOf("record/record_operations");
const ModulesOperations = inApi("modules/modules_operations");
const RelatedListsOperations = inApi("related_lists/related_lists_operations");

// A page of records is enough to see that they parse.
const A_FEW = { per_page: 3 };
const TWO_HOURS = 7_200_000;
// Where the library writes down when it has fetched.
const FETCHED_AT = "FIELDS-LAST-MODIFIED-TIME";

/** The modules that the server offers to programs. */
async function moduleNames() {
  const modules = answered(await new ModulesOperations().getModules()).getModules();
  return modules.filter((each) => each.getAPISupported()).map((each) => each.getAPIName());
}

/** The file in which the library keeps what it knows of modules. */
function cacheOf(order) {
  const resources = path.join(order.folder, "resources");
  const [cache] = readdirSync(resources);
  return path.join(resources, cache);
}

function cached(order) {
  return JSON.parse(readFileSync(cacheOf(order), "utf8"));
}

async function firstRow(module) {
  const wanted = await parameters(GetRecordsParam, A_FEW);
  const [first] = rowsOf(await records.getRecords(module, wanted));
  return first;
}

/** The related lists of a module that the library is willing to ask for. */
async function openLists(module) {
  const response = await new RelatedListsOperations(module).getRelatedLists();
  if (response.getStatusCode() === 204) return [];
  const lists = answered(response).getRelatedLists();
  return lists.filter((each) => each.getHref()).map((each) => each.getAPIName());
}

/** Try something with each; tell in one failure of all those that failed. */
async function withEach(names, attempt) {
  const failed = [];
  for (const name of names) {
    try {
      await attempt(name);
    } catch (error) {
      failed.push(`${name}: ${error}`);
    }
  }
  if (failed.length > 0) throw new Unexpected(failed.join("\n"));
}

module.exports = {
  async "the fields of all modules are fetched at the first call"(order) {
    await start(order, { autoRefresh: true });
    await firstRow("Leads");
    const fetched = cached(order);

    await withEach(await moduleNames(), async (module) => {
      const fields = Object.entries(fetched[module.toLowerCase()] ?? {});
      expect(true, fields.length > 0);
      const untyped = fields.filter(([, detail]) => !detail.name || !detail.type);
      expect([], untyped);
    });
  },

  async "the fields are fetched again when they are older than an hour"(order) {
    const before = cached(order);
    const then = before[FETCHED_AT] - TWO_HOURS;
    writeFileSync(cacheOf(order), JSON.stringify({ ...before, [FETCHED_AT]: then }));
    await firstRow("Leads");
    const after = cached(order);

    expect(true, after[FETCHED_AT] >= before[FETCHED_AT]);
    expect({ ...before, [FETCHED_AT]: null }, { ...after, [FETCHED_AT]: null });
  },

  async "the records of every module parse"() {
    await withEach(await moduleNames(), async (module) => {
      const first = await firstRow(module);
      if (first) expect(first.id, (await read(module, first.id)).id);
    });
  },

  async "the related lists of every module parse"() {
    await withEach(await moduleNames(), async (module) => {
      const first = await firstRow(module);
      const lists = first ? await openLists(module) : [];
      await withEach(lists, async (list) => {
        rowsOf(await relations(module, list).getRelatedRecords(first.id));
      });
    });
  },
};
