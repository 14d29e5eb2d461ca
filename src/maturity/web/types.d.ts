// What the scripts share, for those who check them with TypeScript. Shapes of records come from records.py, generated
// into .tools/records.d.ts. Nothing of this is in a page.

/** Any record or part of one, where a rule is the same for all: as `Mapping[str, Any]` in the Python twins. */
type Fact = Record<string, any>;
type Facts = Map<string, any>;

/** Everything that contributors gave for one question or one field, as in contributions.py. */
interface Contributions {
  said: Facts;
  evidence: Facts;
  agreed: Facts;
}

type AnswerState = QuestionResult["state"];

/** What an answer claims (`Claim` in findings.py): its state, its level, and how many pieces of evidence are named. */
type Claim = [state: AnswerState, claimed: number | null, evidence: number];

/** What counts of one answer, as in findings.py. */
interface Finding {
  question: BundleQuestion;
  state: AnswerState;
  claimed: number | null;
  evidence: number;
  low: number;
  high: number;
  settled: boolean;
  status: StandardResult["status"] | null;
  why: StandardResult["reason"] | null;
}

/** Where a force stands, as `Force` in advice.py. */
interface Standing {
  levels: Map<string, number>;
  parts: Map<string, Map<string, number>>;
  minimums: Map<string, number>;
  urgent: Set<string>;
  holding: Set<string>;
}

/** What an action would do, as in advice.py. */
interface Effect {
  lifts: Lift[];
  closes: string[];
  capabilities: number;
}

/** A capability's part in the profile, as in engine.py. */
interface CapabilityScore {
  result: CapabilityResult;
  standards: StandardResult[];
  unshown: string[];
  findings: Finding[];
}

/** [numerator, denominator] in lowest terms. */
type Fraction = number[];

type Direction = "up" | "down" | "same" | "not_shown";

/** How a capability or a theme moved between two assessments: with its level, or with its index as a fraction. */
interface MovementRow {
  id: string;
  then: any;
  before: any;
  after: any;
  changed: string[];
  no_evidence: string[];
  moved: Direction;
}

/** A theme's level and index, as shown, in two assessments. */
interface ThemeLevels {
  id: string;
  then: ScoreRange | null;
  now: ScoreRange | null;
  index: { then: ScoreRange | null; now: ScoreRange | null };
}

/** One question in two assessments. */
interface ComparedAnswer {
  id: string;
  then: QuestionResult | null;
  now: QuestionResult | null;
  moved: Direction | "not_comparable";
}

/** What moved between two assessments of a force. */
interface Movements {
  force: string;
  earlier: string;
  later: string;
  questions: string[];
  capabilities: MovementRow[];
  themes: MovementRow[];
  levels: ThemeLevels[];
  open: string[];
  answers: ComparedAnswer[];
}

/** What the pages for the person who signs are made from: the profile, and the range that counts for each question. */
interface SheetPage {
  profile: Profile;
  counted: Map<string, ScoreRange | null>;
}

/** What an answer one level higher or lower would change: from what to what, or null where nothing changes. */
interface Neighbour {
  level: number;
  counted?: ScoreRange | null;
  theme?: any;
  capability?: any;
  standard?: any;
}

/** A question in a profile, with what it is part of and the status of its standard. */
interface QuestionPlace {
  theme: ThemeResult;
  capability: CapabilityResult;
  question: QuestionResult;
  status: StandardResult["status"] | null;
}

/** Where a problem of a file is: its place, and the name of the field there that does not belong. */
type ProblemPlace = [where: string, name?: string];

/** What a page of results shows: the profile, the themes that may be seen, and where its links lead. */
interface ResultsPage {
  root: Place;
  profile: Profile;
  left: Map<string, string[]>;
  aside: string[];
  home: Map<string, string>;
  shown: ThemeResult[];
  visible: Set<string>;
  status: Map<string, StandardResult["status"]>;
  questions?: string;
  interventions?: string;
}

/** What goes into the places of a text, by their names. */
type Values = Record<string, any>;

/** What an edition is to a page: its bundle, and every text that a page needs (`texts` in phrases.py). */
interface Edition {
  bundle: Bundle;
  texts: Texts;
}

interface Named {
  code: string;
  name: string;
}

interface Texts {
  edition: { id: string; version: string; title: string; marking: string; owner: string; oversight: string; signs: string };
  scale: string[];
  roles: Record<string, string>;
  conditions: Record<string, string>;
  about: Record<string, string>;
  limits: Record<string, number>;
  keep_out: { what: string; pattern: string }[];
  themes: Record<string, Named>;
  capabilities: Record<string, Named>;
  questions: Record<string, { code: string; text: string; lead: string }>;
  standards: Record<string, { name: string; text: string }>;
  horizons: Record<string, string>;
  interventions: Record<string, { name: string; text: string; horizon: string; owner: string }>;
  actions: Record<string, { name: string; first: string; tool: string | null }>;
  tools?: Record<string, string>;
  forces: Record<string, string>;
  invented: string[];
  words: any;
}

/** A field of a record, as `shape_description` in shapes.py gives it. */
interface Shape {
  kind: string;
  of?: any;
  choices?: string[];
  required?: boolean;
}

/** A question with where it belongs. */
type Question = BundleQuestion & { capability: string; theme: string };

/** What somebody works on: an assessment that may be unfinished. */
interface Work extends Omit<Assessment, "format" | "edition" | "check" | "marking" | "about"> {
  marking: string;
  about: Record<string, any>;
}

/** What a file cannot carry yet. */
interface Left {
  id?: string;
  where?: string;
  what: string;
  n?: number;
}

/** A part that was left out of what was read: its place, its text, and its question if it is an answer. */
interface Dropped {
  where: string;
  text: string;
  id?: string;
}

/** What reading a file gives. */
/** A cell's value as somebody would type it, and the name of the sentence that says why it is not read. */
interface SheetValue {
  text: string;
  trouble: string;
}

/** The same, with where it is: 'A sheet'!B7. */
interface SheetCell extends SheetValue {
  at: string;
}

/** A sheet of a workbook: its merged cells, and its rows by their numbers, of cells by the numbers of their columns. */
interface Spreadsheet {
  name: string;
  merged: string[];
  rows: Map<number, Map<number, SheetValue>>;
}

interface Reading {
  problems: string[];
  record?: any;
  rest?: { record: any; dropped: Dropped[] };
  unchecked?: boolean;
}

/** A critical friend's sitting, kept beside the work. */
interface Sitting {
  questions: { id: string; evidence: Evidence[] }[];
  ratings: Record<string, any>;
  force?: string;
  role?: string;
  pack?: boolean;
}

/** A role's pack that was given out: its file, its questions, the days on which it was given out, is due and came back. */
interface SentPack {
  name: string;
  ids: string[];
  day: string;
  due: string;
  back?: string;
}

/** What the list of answers says of one: `proof` is the number of pieces of evidence of a level. */
interface CheckedAnswer {
  question: Question;
  answer: any;
  proof: number | undefined;
  kinds: Record<string, boolean>;
  changes: string[];
}

/** What is kept with the work and goes into no file of it. `typed.…`: what is typed and not recorded yet. `here.…`: what
    never leaves this browser. */
interface Beside {
  pack?: string;
  /** The day by which the pack is to be sent back. */
  due?: string;
  start?: any;
  last?: any;
  friend?: Sitting;
  [typed: string]: any;
}

/** What the form is to its parts. */
interface Host {
  edition: Edition;
  work: Work;
  beside: Beside;
  role: string;
  panel: string;
  whole?: boolean;
  questions: Map<string, Question>;
  keeper: Keeper;
  replace(work: Work, role: string): void;
  touched(places: string[]): void;
  changed(work?: Work): void;
  asked(): Question[];
  assessment(): Assessment;
  go(id: string): void;
  summary(): { force: string; period: string; done: string };
}

/** What looks after the work (keeper.js). */
interface Keeper {
  host: Host;
  draft: InstanceType<typeof Maturity.draft.Draft>;
  windows: InstanceType<typeof Maturity.windows.Windows>;
  versions: InstanceType<typeof Maturity.versions.Versions>;
  files: InstanceType<typeof Maturity.files.Files>;
  live: InstanceType<typeof Maturity.liveFile.LiveFile>;
  changed(typing?: boolean): void;
  show(draft: any): void;
  adopted(before: Work): void;
  emptied(): void;
}

/** A panel of the form, or another part with buttons. */
interface Panel {
  show?(host: Host): void;
  input?(target: Place, host: Host, type: string): unknown;
  actions?: Record<string, (button: Place, host: Host) => unknown>;
}
type Journal = InstanceType<typeof Maturity.journal.Journal>;

/** When and where the work was last saved to a file. */
interface Filed {
  name: string;
  at: string;
  changed: boolean;
  offered: boolean;
  sure: boolean;
}

/** A draft as it is taken up again. */
interface TakenUp {
  work: Work;
  beside: Beside;
  role?: any;
  panel?: any;
  file?: any;
  dropped: Dropped[];
}

/** A whole version of the work, as journal.js keeps it. `upto`: the last change in the journal that is in it. */
interface Version {
  key: any;
  slot: string;
  size: number;
  at: string;
  why: string;
  force: string;
  period: string;
  n: number;
  upto?: number;
  signed?: boolean;
  copy?: string;
  text?: string;
}

/** A change in the journal, as text, with its running number. */
interface JournalEntry {
  n: number;
  slot: string;
  text: string;
}

/** A button of a notice: its label, what it does, and how it looks. */
type Button = [string, () => unknown, string?];

/** What the parts of a file that was read for merging are. */
interface Brought extends Reading {
  name: string;
  start?: any;
  pack?: string;
  left?: string[];
  nameless?: boolean; // nobody knows who gave its answers that name no role
}

/** A file that can be written to, where the browser can do that. */
interface WritableFile extends FileSystemFileHandle {
  requestPermission?(mode: object): Promise<string>;
  queryPermission?(mode: object): Promise<string>;
}

/**
 * An element that a script looks up in a template of its own. It is there, because the template has it; a look-up that
 * may find nothing says so with `?.`. Which element it is, the template says: names of properties are checked, kinds of
 * elements are not.
 */
interface Place extends HTMLElement {
  value: any;
  checked: boolean;
  disabled: boolean;
  type: string;
  name: string;
  href: string;
  hash: string;
  open: boolean;
  max: string;
  min: string;
  scope: string;
  placeholder: string;
  length: number;
  selectedIndex: number;
  selectionStart: number | null;
  options: HTMLOptionsCollection;
  selectedOptions: HTMLCollectionOf<HTMLOptionElement>;
  content: DocumentFragment & { firstElementChild: Place; split(sign: string): string[] };
  cells: HTMLCollectionOf<HTMLTableCellElement>;
  files: FileList;
  validity: ValidityState;
  labels: NodeListOf<HTMLLabelElement>;
  onclose: (() => unknown) | null;
  readonly children: HTMLCollectionOf<Place>;
  readonly firstElementChild: Place;
  readonly lastElementChild: Place;
  readonly nextElementSibling: Place;
  readonly previousElementSibling: Place;
  readonly parentElement: Place;
  readonly firstChild: ChildNode & { href: string; textContent: string };
  readonly lastChild: ChildNode & { textContent: string };
  readonly nextSibling: ChildNode & { textContent: string };
  textContent: string;
  readonly dataset: Record<string, string>;
  redact(left: Set<string>): void;
  showModal(): void;
  close(): void;
  select(): void;
  setSelectionRange?(start: number, end: number): void;
}

/** An event on an element of the form. */
type Happening = Event & { target: Place; newValue: string | null; key: string; altKey: boolean; ctrlKey: boolean; metaKey: boolean; dataTransfer: DataTransfer };

interface ParentNode {
  querySelector(selector: string): Place;
  querySelectorAll(selector: string): NodeListOf<Place>;
}
interface Document {
  getElementById(id: string): Place;
  importNode(node: DocumentFragment, deep: boolean): DocumentFragment & { firstElementChild: Place };
}
interface Element {
  closest(selector: string): Place;
  cloneNode(deep?: boolean): Place;
}
interface HTMLElement {
  addEventListener(type: string, listener: (event: Happening) => unknown, options?: boolean | object): void;
}
interface Window {
  showSaveFilePicker(options: object): Promise<WritableFile>;
}
declare function showSaveFilePicker(options: object): Promise<WritableFile>;
declare function addEventListener(type: string, listener: (event: Happening) => unknown, options?: boolean | object): void;

/** A map is read like a list: where a key may be missing, the script says so with `??` or `?.`. */
interface Map<K, V> {
  get(key: K): V;
}
