"use strict";

/* Attachments: files and links of a record, sent, listed, fetched and deleted. */

const { writeFileSync } = require("node:fs");
const path = require("node:path");

const {
  DELETED,
  answered,
  insertOne,
  outcomes,
  parameters,
  refused,
  succeeded,
} = require("./calls");
const { expect } = require("./report");
const { exportsOf, inApi, inLibrary } = require("./session");

const { DeleteAttachmentsParam, GetAttachmentsParam, UploadLinkAttachmentParam } = exportsOf(
  "attachments/attachments_operations",
);
const AttachmentsOperations = inApi("attachments/attachments_operations");
const FileBody = inApi("attachments/file_body_wrapper");
const StreamWrapper = inLibrary("utils/util/stream_wrapper");

const ATTACHED = "attachment uploaded successfully";
// Every byte there is, more than once: nothing on the way may take it for text.
const CONTENT = Buffer.from(Array.from({ length: 256_000 }, (_, place) => place % 256));
// The library puts parameters into an address as they are: an ampersand would end this one.
const LINK = "https://heron.example/plan.pdf?a=1";

function door(lead) {
  return new AttachmentsOperations("Leads", lead);
}

/** Send a file of the order's folder; give back its id. */
async function attach(order, lead, name, content = CONTENT) {
  const file = path.join(order.folder, name);
  writeFileSync(file, content);
  const body = new FileBody();
  body.setFile(new StreamWrapper(null, null, file));
  const [made] = succeeded(await door(lead).uploadAttachment(body), ATTACHED);
  return made;
}

async function attachLink(lead, address) {
  const wanted = await parameters(UploadLinkAttachmentParam, { attachmentUrl: address });
  return door(lead).uploadLinkAttachment(wanted);
}

async function listed(lead, values = {}) {
  const wanted = await parameters(GetAttachmentsParam, values);
  const response = await door(lead).getAttachments(wanted);
  return response.getStatusCode() === 204 ? [] : answered(response).getData();
}

function kindOf(response) {
  return response.getObject().constructor.name;
}

async function bytesOf(stream) {
  if (Buffer.isBuffer(stream)) return stream;
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

module.exports = {
  async "a file comes back byte by byte under its name"(order) {
    const lead = await insertOne("Leads", { Last_Name: "Attached" });
    const made = await attach(order, lead, "plan.bin");
    const response = await door(lead).downloadAttachment(made);

    expect([200, "FileBodyWrapper"], [response.getStatusCode(), kindOf(response)]);
    const kept = response.getObject().getFile();
    const content = await bytesOf(kept.getStream());
    expect(["plan.bin", true], [kept.getName(), CONTENT.equals(content)]);
  },

  async "an attachment is listed with all that is known of it"(order) {
    const lead = await insertOne("Leads", { Last_Name: "Listed file" });
    const made = await attach(order, lead, "listed.bin");
    const [kept] = await listed(lead);

    expect(
      [made, "listed.bin", BigInt(CONTENT.length), "Leads", "Attachment", undefined],
      [
        kept.getId(),
        kept.getFileName(),
        BigInt(kept.getSize()),
        kept.getSeModule(),
        kept.getType(),
        kept.getLinkUrl(),
      ],
    );
    const parent = kept.getParentId();
    expect([lead, "Listed file"], [parent.getId(), parent.getKeyValue("name")]);
  },

  async "a list is read page by page"(order) {
    const lead = await insertOne("Leads", { Last_Name: "Many files" });
    const made = [];
    for (const name of ["one", "two", "three"]) made.push(await attach(order, lead, name));
    const first = await listed(lead, { page: 1, per_page: 2 });
    const second = await listed(lead, { page: 2, per_page: 2 });

    expect([2, 1], [first.length, second.length]);
    expect(new Set(made), new Set([...first, ...second].map((each) => each.getId())));
  },

  async "a link is kept once and cannot be downloaded"() {
    const lead = await insertOne("Leads", { Last_Name: "Linked file" });
    const [made] = succeeded(await attachLink(lead, LINK), ATTACHED);
    const again = await attachLink(lead, LINK);
    const [kept, ...more] = await listed(lead);

    expect([made, "Link", LINK, 0], [kept.getId(), kept.getType(), kept.getLinkUrl(), more.length]);
    expect(
      ["Attachment link already exists"],
      outcomes(again, again.getStatusCode()).map((result) => result.message),
    );
    expect(
      "As it is a linked attachment, you can not download it",
      refused(await door(lead).downloadAttachment(made), 400).message,
    );
  },

  async "attachments are deleted one or many"(order) {
    const lead = await insertOne("Leads", { Last_Name: "Unattached" });
    const one = await attach(order, lead, "one");
    const many = [await attach(order, lead, "two"), await attach(order, lead, "three")];
    const wanted = await parameters(DeleteAttachmentsParam, { ids: many });

    expect([one], succeeded(await door(lead).deleteAttachment(one), DELETED));
    expect(many, succeeded(await door(lead).deleteAttachments(wanted), DELETED));
    expect([], await listed(lead));
    expect("APIException", kindOf(await door(lead).downloadAttachment(one)));
  },
};
