import type { Frame } from "../../lib/frames/mod.ts";
import {
  account,
  type ApiFault,
  bankAccount,
  BY_TOKEN,
  nameOf,
  page,
  sendJson,
  SHARED,
  SHARED_LINES,
} from "./_portfolio.ts";

/** One way in which one company of two hundred is broken. */
export interface Way {
  readonly name: string;
  /** What the record and the reader are told of it. */
  readonly says: RegExp;
  /** SQL on the source. */
  readonly source?: string;
  /** What the API does to the token of the company. */
  readonly api?: ApiFault;
  /** What the notebook does to the rows of the company. */
  readonly transform?: (frame: Frame) => Frame;
  /** Everything is read again: what a source says is changed is not judged by what the company had. @default false */
  readonly whole?: boolean;
}

const OF_SHARED = `company_id = ${SHARED}`;
const FIRST_LINE = `id = ${SHARED * 1000}`;

/** In Data Sharing, in the ledger. */
export const LEDGER: readonly Way[] = [
  {
    name: "an unbalanced year",
    source: `UPDATE pennylane.general_ledger SET debit = debit + 1 WHERE ${FIRST_LINE}`,
    says: /débit = crédit par exercice .*2026 : écart 1,00/,
  },
  {
    name: "a doubled key",
    source:
      `INSERT INTO pennylane.general_ledger SELECT * FROM pennylane.general_ledger WHERE ${FIRST_LINE}`,
    says: /clé unique et complète .*1.clé en défaut/,
  },
  {
    name: "a row without a key",
    source: `UPDATE pennylane.general_ledger SET id = NULL WHERE ${FIRST_LINE}`,
    says: /clé unique et complète .*1.clé en défaut/,
  },
  {
    name: "an amount with too many digits",
    source: `UPDATE pennylane.general_ledger SET debit = debit + 0.005 WHERE ${FIRST_LINE}`,
    says: /montants exacts .*1.ligne avec plus de chiffres/,
  },
  {
    name: "an amount that is no number",
    source: `UPDATE pennylane.general_ledger SET debit = 'NaN' WHERE ${FIRST_LINE}`,
    says: /montants exacts .*1.ligne avec plus de chiffres/,
  },
  {
    name: "half of the rows gone",
    source: `DELETE FROM pennylane.general_ledger WHERE ${OF_SHARED} AND id % 1000 < ${
      SHARED_LINES / 2
    }`,
    says: /lignes disparues : 12 sur 24 \(50 %\)/,
  },
  {
    name: "a column that lost its values",
    source: `UPDATE pennylane.general_ledger SET plan_item_number = NULL WHERE ${OF_SHARED}`,
    whole: true,
    says: /valeurs devenues vides dans plan_item_number \(24 de plus\)/,
  },
  {
    name: "rows without a company",
    source: `UPDATE pennylane.general_ledger SET company_id = NULL WHERE ${OF_SHARED}`,
    says: /lignes disparues : 24 sur 24 \(100 %\)/,
  },
  {
    name: "rows of an unknown company",
    source: `UPDATE pennylane.general_ledger SET company_id = 999 WHERE ${OF_SHARED}`,
    says: /lignes disparues : 24 sur 24 \(100 %\)/,
  },
  {
    name: "a day without end",
    source: `UPDATE pennylane.general_ledger SET date = 'infinity' WHERE ${OF_SHARED}`,
    says: /dates du calendrier .*au moins 20.lignes avec une date infinie/,
  },
  {
    name: "a day in the year 12000",
    source: `UPDATE pennylane.general_ledger SET date = '12000-01-01' WHERE ${FIRST_LINE}`,
    says: /dates du calendrier .* 1.ligne avec une date infinie ou hors des années 1 à 9999/,
  },
  {
    name: "a transform that throws on its rows",
    transform: () => {
      throw new Error("taux inconnu");
    },
    says: /Impossible d'appliquer la transformation : taux inconnu/,
  },
  {
    name: "a transform that doubles its rows",
    transform: (frame) => frame.vstack(frame),
    says: /24.lignes en trop avec la même clé/,
  },
  {
    name: "a transform that gives it other columns",
    transform: (frame) => frame.drop("label"),
    says: /autres colonnes/,
  },
];

const asked = (path: string) => (request: { company: number; path: string }) =>
  request.company === BY_TOKEN && request.path === path;
const onList = asked("/bank_accounts");
const onMe = asked("/me");

/** Answers some requests of the broken company, and leaves the others. */
function fault(
  takes: (request: { company: number; path: string }) => boolean,
  answer: (response: Parameters<ApiFault>[1]) => void,
): ApiFault {
  return (request, response) => {
    if (!takes(request)) return false;
    answer(response);
    return true;
  };
}

/** In Data Sharing and the API, in the bank accounts. */
export const BANK_ACCOUNTS: readonly Way[] = [
  {
    name: "a balance that cannot be read",
    source: `UPDATE pennylane.bank_accounts SET balance = 'Infinity' WHERE ${OF_SHARED}`,
    says:
      /Comptes bancaires » de « Société 137 » .* ne peut pas être reprise \(.*22003.* ; corrigez-la/,
  },
  {
    name: "a token that is refused while its rows are read",
    api: fault(onList, (response) => sendJson(response, { error: "invalid" }, 401)),
    says: /401/,
  },
  {
    name: "a token that was revoked",
    api: fault(onMe, (response) => sendJson(response, { error: "invalid" }, 401)),
    says: /le jeton n°.7 \(« Société 007 »\) est refusé \(401\)/,
  },
  {
    name: "a missing scope",
    api: fault(
      onList,
      (response) => sendJson(response, { error: "scope bank_accounts:readonly" }, 403),
    ),
    says: /il manque le droit « bank_accounts:readonly » au jeton \(403\)/,
  },
  {
    name: "a page for people",
    api: fault(onList, (response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html>maintenance</html>");
    }),
    says: /ne répond pas comme l'API \(200, page web/,
  },
  {
    name: "a value of another type",
    api: fault(
      onList,
      (response) => sendJson(response, page([{ ...bankAccount(BY_TOKEN, "x"), balance: [1] }])),
    ),
    says: /clé « balance » : attendu string, reçu array/,
  },
  {
    name: "a row that comes twice",
    api: fault(
      onList,
      (response) =>
        sendJson(response, page([bankAccount(BY_TOKEN, "x"), bankAccount(BY_TOKEN, "y")])),
    ),
    says: /incohérente, l'id 7 vient après l'id 7/,
  },
  {
    name: "an API out of service",
    api: fault(onList, (response) => sendJson(response, { error: "down" }, 503)),
    says: /503/,
  },
  {
    name: "an API out of service when asked for the company",
    api: fault(onMe, (response) => sendJson(response, { error: "down" }, 503)),
    says: /503.*le jeton n°.7/,
  },
  {
    name: "an API that never answers",
    api: fault(onList, () => {}),
    says: /pas de réponse complète/,
  },
  {
    name: "an API that never answers when asked for the company",
    api: fault(onMe, () => {}),
    says: /pas de réponse complète.*le jeton n°.7/,
  },
  {
    name: "a connection that is cut",
    api: fault(onList, (response) => response.destroy()),
    says: /connexion coupée/,
  },
  {
    name: "a connection that is cut when asked for the company",
    api: fault(onMe, (response) => response.destroy()),
    says: /connexion coupée.*le jeton n°.7/,
  },
  {
    name: "a budget that others spend",
    api: fault(onList, (response) => {
      response.writeHead(429, { "retry-after": "1", "content-type": "application/json" });
      response.end("{}");
    }),
    says: /429/,
  },
  {
    name: "another SIREN than in Data Sharing",
    api: fault(
      onMe,
      (response) => sendJson(response, account(BY_TOKEN, nameOf(BY_TOKEN), "552100554")),
    ),
    says: /Data Sharing lui donne maintenant le SIREN/,
  },
  {
    name: "a token that shows another company",
    api: fault(onMe, (response) => sendJson(response, account(999, "Autre", "552100554"))),
    says: /qui était le sien, montre maintenant « Autre »/,
  },
];
