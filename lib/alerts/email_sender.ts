import { domainToASCII } from "node:url";
import nodemailer from "nodemailer";
import type { SmtpSettings } from "../config/mod.ts";
import { trustedCertificates } from "../base/mod.ts";
import type { Channel, Message, Sender } from "./types.ts";

/** Milliseconds that a server may take; for tests. */
export interface SmtpLimits {
  /** To resolve its name, and to connect. */
  readonly connectMs: number;
  /** Until it says who it is. */
  readonly greetingMs: number;
  /** That it stays silent afterwards. */
  readonly silenceMs: number;
  /** For everything. */
  readonly totalMs: number;
}

const LIMITS: SmtpLimits = {
  connectMs: 10_000,
  greetingMs: 10_000,
  silenceMs: 15_000,
  totalMs: 30_000,
};

/** How {@linkcode emailSender} sends. */
export interface EmailSenderOptions {
  /** Addresses that receive messages. */
  readonly emails: readonly string[];
  /** @default 10 s, 10 s, 15 s, 30 s */
  readonly limits?: SmtpLimits;
  /** Certificates to trust, PEM. @default those of the runtime and of the system */
  readonly certificates?: readonly string[];
}

/**
 * Sends messages by e-mail, one for all who are to be told the same.
 *
 * @param smtp The server.
 * @param options Addresses and time limits.
 * @returns A sender with a channel for each address.
 */
export function emailSender(
  smtp: SmtpSettings,
  { emails, limits = LIMITS, certificates = trustedCertificates() }: EmailSenderOptions,
): Sender {
  return {
    channels: emails.map((email) => ({ id: `email:${email}`, label: `courriel ${email}` })),
    async send(message, to) {
      try {
        const rejected = await mail(message, { smtp, to: to.map(addressOf), limits, certificates });
        return new Map(
          to.filter((channel) => rejected.has(asSent(addressOf(channel))))
            .map(({ id }) => [id, "adresse refusée"]),
        );
      } catch (error) {
        return new Map(to.map(({ id }) => [id, smtpReason(error, limits)]));
      }
    },
  };
}

interface Mail {
  readonly smtp: SmtpSettings;
  readonly to: readonly string[];
  readonly limits: SmtpLimits;
  readonly certificates: readonly string[];
}

/** The addresses that the server refused, as they are sent, others being accepted. */
async function mail(
  { subject, text }: Message,
  { smtp, to, limits, certificates }: Mail,
): Promise<ReadonlySet<string>> {
  const { host, port, encryption, login, from } = smtp;
  const transport = nodemailer.createTransport({
    ...{ host, port, secure: encryption === "tls", requireTLS: encryption === "starttls" },
    ...{ ignoreTLS: encryption === "none", disableFileAccess: true, disableUrlAccess: true },
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    ...{ connectionTimeout: limits.connectMs, dnsTimeout: limits.connectMs },
    ...{ greetingTimeout: limits.greetingMs, socketTimeout: limits.silenceMs },
    tls: { ca: [...certificates], rejectUnauthorized: true },
  });
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(Object.assign(new Error("late"), { code: "ETIMEDOUT" })),
    limits.totalMs,
  );
  try {
    const sending = transport.sendMail({
      ...{ from: { name: "Penny", address: from }, to: [...to], subject, text },
      headers: { "Auto-Submitted": "auto-generated" },
    });
    sending.catch(() => {
      // told below, unless it took too long
    });
    const { rejected } = await Promise.race([sending, late.promise]);
    return new Set(rejected.map(asSent));
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

function addressOf({ id }: Channel): string {
  return id.slice("email:".length);
}

/** The library writes domains in its own way, in small letters and in ASCII, and names the refused ones so. */
function asSent(email: string): string {
  const at = email.lastIndexOf("@") + 1;
  return email.slice(0, at) + domainToASCII(email.slice(at));
}

/** What the server answered may hold anything: only its number is told. */
function smtpReason(error: unknown, { totalMs }: SmtpLimits): string {
  const { code = "", message = "", responseCode, command = "" } = error as {
    code?: string;
    message?: string;
    responseCode?: number;
    command?: string;
  };
  const answer = responseCode === undefined ? "" : ` (réponse ${responseCode})`;
  if (/certificate|self.signed|altname/i.test(message)) {
    return "le certificat du serveur n'est pas reconnu";
  }
  if (code === "EAUTH" || code === "ENOAUTH") {
    return `le serveur refuse PENNY_SMTP_USER et PENNY_SMTP_PASSWORD${answer}`;
  }
  if (code === "ETLS" || command === "STARTTLS") {
    return "le serveur ne propose pas de chiffrement, voyez PENNY_SMTP_TLS";
  }
  if (code === "EENVELOPE") return `le serveur refuse l'expéditeur ou les adresses${answer}`;
  if (code === "ETIMEDOUT") return `le serveur ne répond pas (${totalMs / 1_000} s au plus)`;
  if (code === "EDNS" || code === "ENOTFOUND") return "la machine PENNY_SMTP_HOST est inconnue";
  return /refused/i.test(message)
    ? "rien n'écoute à cette adresse, voyez PENNY_SMTP_HOST et PENNY_SMTP_PORT"
    : `l'envoi a échoué${answer || (code === "" ? "" : ` (${code})`)}`;
}
