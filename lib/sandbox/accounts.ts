/** The accounts of the sandbox that every fiscal year knows, with their French labels. */
const CHART: Readonly<Record<string, string>> = {
  "101300": "Capital souscrit, appelé, versé",
  "106100": "Réserve légale",
  "106800": "Autres réserves",
  "119000": "Report à nouveau (solde débiteur)",
  "120000": "Résultat de l'exercice (bénéfice)",
  "129000": "Résultat de l'exercice (perte)",
  "131000": "Subventions d'équipement octroyées",
  "139000": "Subventions d'équipement inscrites au compte de résultat",
  "164000": "Emprunts auprès des établissements de crédit",
  "165000": "Dépôts et cautionnements reçus",
  "205000": "Concessions, brevets, licences, logiciels",
  "207000": "Fonds commercial",
  "213500": "Installations générales, agencements, aménagements",
  "215400": "Matériel industriel",
  "218200": "Matériel de transport",
  "218300": "Matériel de bureau et matériel informatique",
  "275000": "Dépôts et cautionnements versés",
  "280500": "Amortissements des logiciels",
  "281350": "Amortissements des installations générales, agencements",
  "281540": "Amortissements du matériel industriel",
  "281820": "Amortissements du matériel de transport",
  "281830": "Amortissements du matériel de bureau et informatique",
  "311000": "Matières premières et fournitures",
  "335000": "Travaux en cours",
  "370000": "Stocks de marchandises",
  "397000": "Dépréciations des stocks de marchandises",
  "401": "Fournisseurs",
  "404000": "Fournisseurs d'immobilisations",
  "408100": "Fournisseurs - Factures non parvenues",
  "409800": "Rabais, remises, ristournes à obtenir",
  "411": "Clients",
  "411700": "Clients - Retenues de garantie",
  "416000": "Clients douteux ou litigieux",
  "418100": "Clients - Factures à établir",
  "419100": "Clients - Avances et acomptes reçus sur commandes",
  "421000": "Personnel - Rémunérations dues",
  "428200": "Dettes provisionnées pour congés à payer",
  "431000": "Sécurité sociale (URSSAF)",
  "437100": "Caisses de retraite complémentaire",
  "437200": "Mutuelle et prévoyance",
  "437300": "Caisse de congés payés du BTP",
  "438200": "Charges sociales sur congés à payer",
  "442100": "Prélèvement à la source (impôt sur le revenu)",
  "442500": "Prélèvements sur revenus distribués",
  "444000": "État - Impôt sur les bénéfices",
  "445200": "TVA due intracommunautaire",
  "445510": "TVA à décaisser",
  "445620": "TVA déductible sur immobilisations",
  "445640": "TVA déductible sur prestations, en attente de règlement",
  "445660": "TVA déductible sur autres biens et services",
  "445662": "TVA déductible intracommunautaire",
  "445668": "TVA déductible - Autoliquidation BTP",
  "445670": "Crédit de TVA à reporter",
  "445711": "TVA collectée 20 %",
  "445712": "TVA collectée 10 %",
  "445713": "TVA collectée 5,5 %",
  "445714": "TVA collectée 2,1 %",
  "445718": "TVA collectée - Autoliquidation BTP (CGI, art. 283-2 nonies)",
  "445740": "TVA collectée sur prestations, en attente d'encaissement",
  "445860": "TVA sur factures non parvenues",
  "445870": "TVA sur factures à établir",
  "447000": "Autres impôts, taxes et versements assimilés",
  "455000": "Associés - Comptes courants",
  "457000": "Associés - Dividendes à payer",
  "467000": "Autres comptes débiteurs ou créditeurs",
  "471000": "Compte d'attente",
  "486000": "Charges constatées d'avance",
  "487000": "Produits constatés d'avance",
  "491000": "Dépréciations des comptes de clients",
  "511200": "Chèques à encaisser",
  "511500": "Cartes bancaires à encaisser",
  "512001": "Banque - Compte courant",
  "512002": "Banque - Second compte",
  "530000": "Caisse",
  "580000": "Virements internes",
  "601000": "Achats de matières premières et fournitures",
  "603100": "Variation des stocks de matières premières",
  "603700": "Variation des stocks de marchandises",
  "604000": "Achats d'études et prestations de services",
  "606100": "Fournitures non stockables (eau, énergie)",
  "606300": "Fournitures d'entretien et de petit équipement",
  "606400": "Fournitures administratives",
  "606600": "Carburants",
  "607021": "Achats de médicaments remboursables (2,1 %)",
  "607055": "Achats de produits à 5,5 %",
  "607100": "Achats de médicaments non remboursables (10 %)",
  "607200": "Achats de parapharmacie (20 %)",
  "609700": "Rabais, remises et ristournes obtenus sur achats",
  "611000": "Sous-traitance générale",
  "612200": "Crédit-bail mobilier",
  "613200": "Locations immobilières",
  "613500": "Locations mobilières",
  "614000": "Charges locatives et de copropriété",
  "615500": "Entretien et réparations sur biens mobiliers",
  "615600": "Maintenance",
  "616000": "Primes d'assurance",
  "618300": "Documentation technique",
  "622600": "Honoraires",
  "622800": "Rémunérations d'intermédiaires et honoraires divers",
  "623100": "Annonces et insertions",
  "624100": "Transports sur achats",
  "625100": "Voyages et déplacements",
  "625700": "Réceptions",
  "626000": "Frais postaux et de télécommunications",
  "627000": "Services bancaires et assimilés",
  "628100": "Cotisations professionnelles",
  "628500": "Logiciels et services en ligne",
  "631200": "Taxe d'apprentissage",
  "633300": "Formation professionnelle continue",
  "635110": "Cotisation foncière des entreprises",
  "635140": "Taxe sur les véhicules affectés à l'activité",
  "641100": "Salaires, appointements",
  "641200": "Congés payés",
  "641400": "Indemnités et avantages divers",
  "644000": "Rémunération du travail de l'exploitant (gérance)",
  "645100": "Cotisations à l'URSSAF",
  "645300": "Cotisations aux caisses de retraite",
  "645400": "Mutuelle et prévoyance",
  "645700": "Cotisations à la caisse de congés payés du BTP",
  "645820": "Charges sociales sur congés à payer",
  "646000": "Cotisations sociales personnelles de l'exploitant",
  "651600": "Droits d'auteur et de reproduction",
  "654000": "Pertes sur créances irrécouvrables",
  "656000": "Pertes de change sur créances et dettes commerciales",
  "658800": "Autres charges de gestion courante",
  "661100": "Intérêts des emprunts et dettes",
  "681120": "Dotations aux amortissements des immobilisations corporelles",
  "681740": "Dotations aux dépréciations des créances",
  "695000": "Impôts sur les bénéfices",
  "704000": "Travaux",
  "704100": "Travaux en autoliquidation",
  "706000": "Prestations de services",
  "706100": "Prestations intracommunautaires",
  "706200": "Prestations hors Union européenne",
  "706500": "Rémunérations sur objectifs de santé publique",
  "707021": "Ventes de médicaments remboursables (2,1 %)",
  "707055": "Ventes de produits à 5,5 %",
  "707100": "Ventes de médicaments non remboursables (10 %)",
  "707200": "Ventes de parapharmacie (20 %)",
  "708300": "Locations diverses",
  "709600": "Rabais, remises et ristournes accordés",
  "713350": "Variation des travaux en cours",
  "756000": "Gains de change sur créances et dettes commerciales",
  "758800": "Autres produits de gestion courante",
  "768000": "Autres produits financiers",
  "781740": "Reprises sur dépréciations des créances",
};

/** Roles whose account changed with the PCG of 2025 (ANC 2022-06): before, from fiscal years opened in 2025 on. */
const CHANGED = {
  insurancePayout: [
    ["791000", "Transferts de charges d'exploitation"],
    ["758700", "Indemnités d'assurance"],
  ],
  payrollRefund: [
    ["791100", "Transferts de charges de personnel"],
    ["649000", "Remboursements de charges de personnel"],
  ],
  saleOfAsset: [
    ["775000", "Produits des cessions d'éléments d'actif"],
    ["757000", "Produits des cessions d'immobilisations"],
  ],
  costOfAssetSold: [
    ["675000", "Valeurs comptables des éléments d'actif cédés"],
    ["657000", "Valeurs comptables des immobilisations cédées"],
  ],
  grantInResult: [
    ["777000", "Quote-part des subventions virée au résultat"],
    ["747000", "Quote-part des subventions d'investissement virée au résultat"],
  ],
  fines: [
    ["671200", "Pénalités, amendes fiscales et pénales"],
    ["658200", "Pénalités, amendes fiscales et pénales"],
  ],
} as const;

/** A role played by another account since the PCG of 2025. */
export type ChangedRole = keyof typeof CHANGED;

const LABELS = new Map<string, string>(Object.entries(CHART));
for (const pairs of Object.values(CHANGED)) {
  for (const [number, label] of pairs) LABELS.set(number, label);
}

/**
 * The account that plays a role under the rules of a fiscal year (ANC regulation 2022-06 applies to fiscal years opened from
 * 1 January 2025 on).
 *
 * @param role The role.
 * @param openingYear Calendar year in which the fiscal year opened.
 */
export function accountFor(role: ChangedRole, openingYear: number): string {
  return CHANGED[role][openingYear >= 2025 ? 1 : 0][0];
}

/** The label of a general account; throws RangeError for one that the chart does not hold. */
export function labelOf(account: string): string {
  const label = LABELS.get(account);
  if (label === undefined) {
    throw new RangeError(`Compte « ${account} » absent du plan de démonstration`);
  }
  return label;
}

const RANKS = new Map([...LABELS.keys()].sort().map((number, index) => [number, index]));

/** Rank of a general account in the chart, from 0: ids are made of it. */
export function rankOf(account: string): number {
  return RANKS.get(account) ?? RANKS.size;
}

/** Every general account of the chart with its label and rank, in the order of numbers. */
export const CHART_ACCOUNTS: readonly { number: string; label: string; rank: number }[] = [
  ...RANKS,
].map(([number, rank]) => ({ number, label: LABELS.get(number)!, rank }));

/** French labels of the journals. */
export const JOURNAL_LABELS = {
  AN: "À nouveaux",
  VT: "Journal des ventes",
  HA: "Journal des achats",
  BQ: "Journal de trésorerie",
  OD: "Opérations diverses",
  PA: "Journal de paie",
  RT: "Reclassement de TVA",
  TVA: "Journal de TVA",
} as const;
