"use strict";

/* Records of every day: insert, read, list, search, update, upsert, delete; mostly leads. */

const {
  ADDED,
  Choice,
  DELETED,
  UPDATED,
  insert,
  insertOne,
  named,
  outcomes,
  parameters,
  read,
  recordBody,
  records,
  rowsOf,
  succeeded,
} = require("./calls");
const { expect } = require("./report");
const { exportsOf, inApi, inLibrary } = require("./session");

const {
  DeleteRecordsParam,
  GetDeletedRecordsParam,
  GetRecordsHeader,
  GetRecordsParam,
  SearchRecordsParam,
} = exportsOf("record/record_operations");
const HeaderMap = inLibrary("routes/header_map");
const InventoryLineItems = inApi("record/inventory_line_items");
const LineItemProduct = inApi("record/line_item_product");

async function listed(module, values) {
  return records.getRecords(module, await parameters(GetRecordsParam, values));
}

async function search(values) {
  return records.searchRecords("Leads", await parameters(SearchRecordsParam, values));
}

async function found(values) {
  return rowsOf(await search(values))
    .map((lead) => lead.Last_Name)
    .sort();
}

function chosen(values, ...names) {
  return names.map((name) => values[name]);
}

async function upsert(values) {
  const request = recordBody(values);
  request.setDuplicateCheckFields(["Email"]);
  const response = await records.upsertRecords("Leads", request);
  const [result] = outcomes(response, response.getStatusCode());
  const [answer] = response.getObject().getData();
  return {
    message: result.message,
    action: answer.getAction().getValue(),
    duplicate: answer.getDuplicateField() ?? null,
    id: BigInt(result.details.id),
  };
}

module.exports = {
  async "what is inserted is read back with its types"() {
    const values = {
      Last_Name: "Östlund \u{1F600}",
      Email: "ostlund@node.example",
      Annual_Revenue: 1234.5,
      No_of_Employees: 40,
      Email_Opt_Out: true,
    };
    const lead = await insertOne("Leads", { ...values, Lead_Source: new Choice("Advertisement") });
    const kept = await read("Leads", lead);

    expect(
      { ...values, Lead_Source: "Advertisement", id: lead },
      {
        ...Object.fromEntries(Object.keys(values).map((name) => [name, kept[name]])),
        Lead_Source: kept.Lead_Source,
        id: kept.id,
      },
    );
    expect(["User", "bigint"], [kept.Owner.constructor.name, typeof kept.Owner.getId()]);
    expect(true, kept.Created_Time instanceof Date);
  },

  async "what the server stamps comes with the answer"() {
    const response = await records.createRecords("Leads", recordBody({ Last_Name: "Stamped" }));
    const [result] = outcomes(response, 201);

    expect(
      ["Created_By", "Created_Time", "Modified_By", "Modified_Time", "id"],
      Object.keys(result.details).sort(),
    );
    expect("User", result.details.Created_By.constructor.name);
  },

  async "a lookup is a record with id and name"() {
    const account = await insertOne("Accounts", { Account_Name: "Looked Up" });
    const contact = await insertOne("Contacts", {
      Last_Name: "Looker",
      Account_Name: named(account),
    });
    const value = (await read("Contacts", contact)).Account_Name;

    expect([account, "Looked Up"], [value.getId(), value.getKeyValue("name")]);
  },

  async "a record is updated by its address"() {
    const lead = await insertOne("Leads", { Last_Name: "Before", City: "Oslo" });
    const response = await records.updateRecord(lead, "Leads", recordBody({ Last_Name: "After" }));

    expect([lead], succeeded(response, UPDATED));
    expect(["After", "Oslo"], chosen(await read("Leads", lead), "Last_Name", "City"));
  },

  async "many records are updated by their ids"() {
    const leads = await insert("Leads", { Last_Name: "One" }, { Last_Name: "Two" });
    const request = recordBody(...leads.map((id) => ({ id, City: "Bergen" })));

    expect(leads, succeeded(await records.updateRecords("Leads", request), UPDATED));
    for (const lead of leads) expect("Bergen", (await read("Leads", lead)).City);
  },

  async "an upsert inserts once and then updates"() {
    const values = { Last_Name: "Upserted", Email: "upserted@node.example" };
    const first = await upsert({ ...values, City: "Ghent" });
    const second = await upsert({ ...values, City: "Bruges" });

    expect({ message: ADDED, action: "insert", duplicate: null, id: first.id }, first);
    expect({ message: UPDATED, action: "update", duplicate: "Email", id: first.id }, second);
    expect("Bruges", (await read("Leads", first.id)).City);
  },

  async "a list has pages and the fields asked for"() {
    const rows = [1, 2, 3].map((n) => ({ Last_Name: `Page ${n}`, City: "Pagetown" }));
    const leads = await insert("Leads", ...rows);
    const first = await listed("Leads", { per_page: 2, page: 1, fields: "Last_Name,City" });
    const info = first.getObject().getInfo();
    const byIds = rowsOf(await listed("Leads", { ids: leads.map(String), fields: "Last_Name" }));

    expect(
      [2, 2, 1, true],
      [info.getPerPage(), info.getCount(), info.getPage(), info.getMoreRecords()],
    );
    for (const lead of rowsOf(first)) {
      expect(["City", "Last_Name", "id"], Object.keys(lead).sort());
    }
    expect(leads, byIds.map((lead) => lead.id).sort());
  },

  async "nothing newer is answered without a body"() {
    const header = new HeaderMap();
    await header.add(GetRecordsHeader.IF_MODIFIED_SINCE, new Date(Date.now() + 86_400_000));
    const response = await records.getRecords("Vendors", null, header);

    expect([304, null], [response.getStatusCode(), response.getObject()]);
  },

  async "records are found by every kind of search"() {
    await insert(
      "Leads",
      { Last_Name: "Numbat One", Email: "n1@node.example", Phone: "+47 555 010 8811" },
      { Last_Name: "Numbat Two", Email: "n2@node.example", City: "Burrowtown (West)" },
    );

    expect(["Numbat One", "Numbat Two"], await found({ word: "numbat" }));
    expect(["Numbat One"], await found({ email: "N1@node.example" }));
    expect(["Numbat One"], await found({ phone: "475550108811" }));
    expect(["Numbat Two"], await found({ criteria: "(Last_Name:equals:Numbat Two)" }));
    expect(
      ["Numbat Two"],
      await found({
        criteria: "((Last_Name:starts_with:Numbat)and(City:equals:Burrowtown \\(West\\)))",
      }),
    );
  },

  async "a search without a hit is 204"() {
    const response = await search({ word: "zzyzzyva" });

    expect([204, null], [response.getStatusCode(), response.getObject()]);
  },

  async "records are deleted one or many and are gone"() {
    const rows = [1, 2, 3].map((n) => ({ Last_Name: `Doomed ${n}` }));
    const [one, ...many] = await insert("Leads", ...rows);
    const wanted = await parameters(DeleteRecordsParam, { ids: many.map(String) });

    expect([one], succeeded(await records.deleteRecord(one, "Leads"), DELETED));
    expect(many, succeeded(await records.deleteRecords("Leads", wanted), DELETED));
    for (const gone of [one, ...many]) {
      expect(204, (await records.getRecord(gone, "Leads")).getStatusCode());
    }
  },

  async "deleted records are listed"() {
    const lead = await insertOne("Leads", { Last_Name: "Remembered" });
    await records.deleteRecord(lead, "Leads");
    const wanted = await parameters(GetDeletedRecordsParam, { type: "recycle", per_page: 200 });
    const response = await records.getDeletedRecords("Leads", wanted);
    const entry = response
      .getObject()
      .getData()
      .find((each) => each.getId() === lead);

    expect(["Remembered", "recycle"], [entry.getDisplayName(), entry.getType()]);
  },

  async "an order keeps its line items"() {
    const id = await insertOne("Products", { Product_Name: "Line item" });
    const account = await insertOne("Accounts", { Account_Name: "Orders" });
    const product = new LineItemProduct();
    product.setId(id);
    const line = new InventoryLineItems();
    line.setProduct(product);
    line.setQuantity(3);
    line.setListPrice(10.5);
    const order = await insertOne("Sales_Orders", {
      Subject: "Lines",
      Account_Name: named(account),
      Product_Details: [line],
    });
    const [kept] = (await read("Sales_Orders", order)).Product_Details;

    expect(
      [id, "Line item", 3, 10.5],
      [
        kept.getProduct().getId(),
        kept.getProduct().getName(),
        kept.getQuantity(),
        kept.getListPrice(),
      ],
    );
  },
};
