import assert from "node:assert/strict";
import {
  fictitiousIban,
  fictitiousSiren,
  germanVatNumber,
  irishVatNumber,
  isIban,
  isSiren,
  vatNumberOf,
} from "./identities.ts";
import { Random } from "./prng.ts";

Deno.test("isSiren() takes known numbers and refuses a changed digit", () => {
  assert.ok(isSiren("732829320"));
  assert.ok(isSiren("552100554"));
  assert.ok(!isSiren("732829321"));
  assert.ok(!isSiren("73282932"));
});

Deno.test("vatNumberOf() gives the key of a known company", () => {
  assert.equal(vatNumberOf("732829320"), "FR44732829320");
});

Deno.test("isIban() takes known numbers and refuses swapped digits", () => {
  assert.ok(isIban("FR7630006000011234567890189"));
  assert.ok(isIban("DE89370400440532013000"));
  assert.ok(!isIban("FR7630006000011234567890198"));
});

Deno.test("fictitiousIban() has a valid RIB key in a bank code that no bank has", () => {
  for (let i = 0; i < 200; i++) {
    const iban = fictitiousIban(new Random(`iban${i}`));
    assert.ok(isIban(iban), iban);
    assert.equal(iban.length, 27);
    assert.match(iban, /^FR\d\d99/);
    assert.equal(BigInt(iban.slice(4)) % 97n, 0n);
  }
});

Deno.test("fictitiousSiren() has a valid key and a beginning that INSEE does not give", () => {
  for (let i = 0; i < 200; i++) {
    const siren = fictitiousSiren(new Random(`siren${i}`));
    assert.ok(isSiren(siren) && siren.startsWith("00"), siren);
  }
});

Deno.test("irishVatNumber() and germanVatNumber() have the form of their country", () => {
  for (let i = 0; i < 50; i++) {
    assert.match(irishVatNumber(new Random(`ie${i}`)), /^IE\d{7}[A-W]$/);
    assert.match(germanVatNumber(new Random(`de${i}`)), /^DE\d{9}$/);
  }
});
