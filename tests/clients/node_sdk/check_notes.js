"use strict";

/* Notes: made, read, changed and deleted, through /Notes and through the record's list. */

const {
  ADDED,
  DELETED,
  UPDATED,
  answered,
  insertOne,
  named,
  parameters,
  relatedBody,
  relatedRows,
  relations,
  succeeded,
} = require("./calls");
const { expect } = require("./report");
const { exportsOf, inApi } = require("./session");

const { DelinkRecordsParam } = exportsOf("related_records/related_records_operations");
const Note = inApi("notes/note");
const NoteBody = inApi("notes/body_wrapper");
const NotesOperations = inApi("notes/notes_operations");

const notes = new NotesOperations();
const listOfLead = relations("Leads", "Notes");

function noteBody(...wanted) {
  const body = new NoteBody();
  body.setData(wanted);
  return body;
}

function note(title, content) {
  const made = new Note();
  made.setNoteTitle(title);
  made.setNoteContent(content);
  return made;
}

/** Write notes for a lead; give back their ids. */
async function write(lead, ...titles) {
  const made = titles.map((title) => {
    const each = note(title, "…");
    each.setParentId(named(lead));
    each.setSeModule("Leads");
    return each;
  });
  return succeeded(await notes.createNotes(noteBody(...made)), ADDED, 201);
}

async function titlesOf(lead) {
  return (await relatedRows("Leads", lead, "Notes")).map((each) => each.Note_Title).sort();
}

module.exports = {
  async "a note is written and read with its parent"() {
    const lead = await insertOne("Leads", { Last_Name: "Noted" });
    const [number] = await write(lead, "First");
    const [kept] = answered(await notes.getNote(number)).getData();

    expect(
      ["First", "…", "Leads", false, number],
      [
        kept.getNoteTitle(),
        kept.getNoteContent(),
        kept.getSeModule(),
        kept.getVoiceNote(),
        kept.getId(),
      ],
    );
    expect([lead, "Noted"], [kept.getParentId().getId(), kept.getParentId().getKeyValue("name")]);
  },

  async "a note is changed and deleted by its address"() {
    const lead = await insertOne("Leads", { Last_Name: "Changed note" });
    const [one, two] = await write(lead, "One", "Two");
    const response = await notes.updateNote(one, noteBody(note("Eins", "alone")));

    expect([one], succeeded(response, UPDATED));
    expect([two], succeeded(await notes.deleteNote(two), DELETED));
    expect(["Eins"], await titlesOf(lead));
    expect(204, (await notes.getNote(two)).getStatusCode());
  },

  async "notes are changed through the list of their record"() {
    const lead = await insertOne("Leads", { Last_Name: "Listed notes" });
    const [one, two] = await write(lead, "One", "Two");
    const many = relatedBody({ id: one, Note_Title: "Uno" });
    const single = relatedBody({ Note_Title: "Due" });

    expect([one], succeeded(await listOfLead.updateRelatedRecords(lead, many), UPDATED));
    expect([two], succeeded(await listOfLead.updateRelatedRecord(two, lead, single), UPDATED));
    expect(["Due", "Uno"], await titlesOf(lead));
  },

  async "notes are deleted through the list of their record"() {
    const lead = await insertOne("Leads", { Last_Name: "Delinked notes" });
    const [one, two] = await write(lead, "One", "Two");
    const wanted = await parameters(DelinkRecordsParam, { ids: String(two) });

    expect([one], succeeded(await listOfLead.delinkRecord(one, lead), DELETED));
    expect([two], succeeded(await listOfLead.delinkRecords(lead, wanted), DELETED));
    expect([], await titlesOf(lead));
  },
};
