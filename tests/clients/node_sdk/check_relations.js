"use strict";

/* Relate and delink from both sides, by list and by single, and read the links back. */

const {
  DELINKED,
  LINKED,
  insertOne,
  parameters,
  relatedBody,
  relatedRows,
  relations,
  rowsOf,
  succeeded,
} = require("./calls");
const { expect } = require("./report");
const { exportsOf, inApi } = require("./session");

const { DelinkRecordsParam, GetRelatedRecordsParam } = exportsOf(
  "related_records/related_records_operations",
);
const PricingDetails = inApi("record/pricing_details");

// The records that the documented samples name.
const LEAD = 3652397000001829002n;
const CAMPAIGNS = [3652397000000327001n, 3652397000001854001n];
const PRICE_BOOKS = [34770615917011n, 34096432414001n];

const STATUS = { attribute: "Member_Status", values: ["Active", "Planning", "Received"] };
const PRICE = { attribute: "list_price", values: [50.56, 100.56, 7.5] };

// A relation as one of its sides sees it; the list of either side has the other's name.
const LEAD_SIDE = { left: "Leads", right: "Campaigns", ...STATUS };
const CAMPAIGN_SIDE = { left: "Campaigns", right: "Leads", ...STATUS };
const PRODUCT_SIDE = { left: "Products", right: "Price_Books", ...PRICE };
const PRICE_BOOK_SIDE = { left: "Price_Books", right: "Products", ...PRICE };

function turned(side) {
  return { ...side, left: side.right, right: side.left };
}

function priceRange(first, last, discount) {
  const made = new PricingDetails();
  made.setFromRange(first);
  made.setToRange(last);
  made.setDiscount(discount);
  return made;
}

const SAMPLES = {
  Campaigns: { Campaign_Name: "Related" },
  Leads: { Last_Name: "Related" },
  Price_Books: { Price_Book_Name: "Related", Pricing_Details: [priceRange(0, 1000, 5)] },
  Products: { Product_Name: "Related" },
};

/** A new record to relate. */
function sample(module) {
  return insertOne(module, SAMPLES[module]);
}

function door(side) {
  return relations(side.left, side.right);
}

/** Which records a list shows, each with the attribute of its link. */
function seen(side, rows) {
  return new Map(rows.map((each) => [each.id, each[side.attribute]]));
}

async function listOf(side, left) {
  return seen(side, await relatedRows(side.left, left, side.right));
}

async function singleOf(side, left, right) {
  return seen(side, rowsOf(await door(side).getRelatedRecord(right, left)));
}

/** Relate by list; `links` are the right side's records with their attributes. */
async function relate(side, left, links) {
  const items = links.map(([id, value]) => ({ id, [side.attribute]: value }));
  const response = await door(side).updateRelatedRecords(left, relatedBody(...items));
  return succeeded(response, LINKED);
}

/** Relate two records by list, see them from both sides, change one, delink both. */
async function relatesByList(side) {
  const left = await sample(side.left);
  const [one, two] = [await sample(side.right), await sample(side.right)];
  const [first, second, third] = side.values;

  expect(
    [one, two],
    await relate(side, left, [
      [one, first],
      [two, second],
    ]),
  );
  expect(
    new Map([
      [one, first],
      [two, second],
    ]),
    await listOf(side, left),
  );
  expect(new Map([[left, first]]), await listOf(turned(side), one));

  expect([two], await relate(side, left, [[two, third]]));
  expect(new Map([[left, third]]), await listOf(turned(side), two));

  const wanted = await parameters(DelinkRecordsParam, { ids: [String(one), String(two)] });
  expect([one, two], succeeded(await door(side).delinkRecords(left, wanted), DELINKED));
  for (const each of [one, two]) expect(new Map(), await listOf(turned(side), each));
}

/** Relate one record by its address, see it from both sides, change it, delink it. */
async function relatesBySingle(side) {
  const [left, right] = [await sample(side.left), await sample(side.right)];
  for (const value of side.values) {
    const request = relatedBody({ [side.attribute]: value });
    const response = await door(side).updateRelatedRecord(right, left, request);
    expect([right], succeeded(response, LINKED));
    expect(new Map([[right, value]]), await singleOf(side, left, right));
    expect(new Map([[left, value]]), await singleOf(turned(side), right, left));
  }

  expect([right], succeeded(await door(side).delinkRecord(right, left), DELINKED));
  expect(new Map(), await listOf(side, left));
}

module.exports = {
  async "a lead is related to campaigns by list"() {
    await relatesByList(LEAD_SIDE);
  },

  async "a lead is related to a campaign by single"() {
    await relatesBySingle(LEAD_SIDE);
  },

  async "a campaign is related to leads by list"() {
    await relatesByList(CAMPAIGN_SIDE);
  },

  async "a campaign is related to a lead by single"() {
    await relatesBySingle(CAMPAIGN_SIDE);
  },

  async "a product is related to price books by list"() {
    await relatesByList(PRODUCT_SIDE);
  },

  async "a product is related to a price book by single"() {
    await relatesBySingle(PRODUCT_SIDE);
  },

  async "a price book is related to products by list"() {
    await relatesByList(PRICE_BOOK_SIDE);
  },

  async "a price book is related to a product by single"() {
    await relatesBySingle(PRICE_BOOK_SIDE);
  },

  async "the lead of the documented sample joins its campaigns"() {
    const links = [
      [CAMPAIGNS[0], "Active"],
      [CAMPAIGNS[1], "Planning"],
    ];

    expect(CAMPAIGNS, await relate(LEAD_SIDE, LEAD, links));
    const shown = await listOf(LEAD_SIDE, LEAD);
    expect(
      ["Active", "Planning"],
      CAMPAIGNS.map((campaign) => shown.get(campaign)),
    );
    expect("Active", (await listOf(CAMPAIGN_SIDE, CAMPAIGNS[0])).get(LEAD));
  },

  async "the price books of the documented sample have their prices"() {
    const product = await sample("Products");
    const links = [
      [PRICE_BOOKS[0], 50.56],
      [PRICE_BOOKS[1], 100.56],
    ];

    expect(PRICE_BOOKS, await relate(PRODUCT_SIDE, product, links));
    expect(new Map(links), await listOf(PRODUCT_SIDE, product));
  },

  async "a related list is paged through"() {
    const campaign = await sample("Campaigns");
    const leads = [await sample("Leads"), await sample("Leads"), await sample("Leads")];
    await relate(
      CAMPAIGN_SIDE,
      campaign,
      leads.map((lead) => [lead, "Invited"]),
    );
    const pages = [];
    for (const page of [1, 2, 3]) {
      const wanted = await parameters(GetRelatedRecordsParam, { page, per_page: 2 });
      pages.push(rowsOf(await door(CAMPAIGN_SIDE).getRelatedRecords(campaign, wanted)));
    }

    expect(
      [2, 1, 0],
      pages.map((page) => page.length),
    );
    expect(
      leads,
      pages
        .flat()
        .map((lead) => lead.id)
        .sort(),
    );
  },
};
