/** What a reader's tool has to be told. */
export interface ReaderConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly schema: string;
  readonly user: string;
  /** Shown when it is given; null: it stays hidden. */
  readonly password: string | null;
}

/**
 * What Power BI, Excel and psql need to read the base, in French.
 *
 * @param connection Where to read, as whom.
 * @returns Several lines.
 */
export function connectionText(connection: ReaderConnection): string {
  const { port, database, schema, user, password } = connection;
  const host = connection.host === "127.0.0.1" ? "localhost" : connection.host;
  const shown = password ?? "(ajoutez --mot-de-passe pour l'afficher)";
  return `Pour lire la base de Penny

  Serveur       ${host}
  Port          ${port}
  Base          ${database}
  Schéma        ${schema}
  Utilisateur   ${user}
  Mot de passe  ${shown}

Power BI
  Obtenir des données > Base de données PostgreSQL
  Serveur : ${host}:${port}    Base de données : ${database}    Mode : DirectQuery ou Importer
  Authentification : Base de données, avec l'utilisateur et le mot de passe ci-dessus

Excel (pilote ODBC « PostgreSQL Unicode(x64) »)
  Données > Obtenir des données > À partir d'autres sources > À partir d'ODBC, chaîne de connexion :
  Driver={PostgreSQL Unicode(x64)};Server=${host};Port=${port};Database=${database};SSLmode=disable

psql
  psql -h ${host} -p ${port} -U ${user} -d ${database}
`;
}
