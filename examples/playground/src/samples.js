// Invented texts: no person, number or place in them is real.

export const NOTES = {
  emergency: ["Emergency note", "text", `ED note 03/14/2026 21:40. Pt Margaret Thornbury, DOB 07/22/1951, MRN 00482913, brought in by EMS from 418 Larkspur Lane, Millbrook, NY 12545.
74 y/o F with crushing chest pain radiating to the left arm since 20:15. PMH: HTN, T2DM. Home meds: metoprolol, metformin.
Daughter Elaine Thornbury called ahead from (845) 555-0142 and can be reached at elaine.t@example.com.
BP 158/94, HR 104, SpO2 96% RA. ECG: ST elevation in II, III, aVF. Dr. Anand Patel activated the cath lab at 21:52.
Insurance ID HPN-88213047, SSN 219-09-9999.`],
  letter: ["Clinic letter", "text", `Dear Dr. Okafor,
Thank you for seeing Mr. Tobias Renner (born 2 November 1958) on May 6, 2026. He has lived in Harrow Falls since 1990 and worked at the Brightwater paper mill until 2019.
He reports less dyspnea on exertion. Lungs clear, no edema. We will repeat the echocardiogram in three months.
Please fax the report to 518-555-0177, or call my nurse, Lucinda Marsh, at 518-555-0163.
Sincerely, Helen Abernathy, MD`],
  hl7: ["HL7 message", "hl7", `MSH|^~\\&|ADT1|MILLBROOK|LAB|MILLBROOK|202603142140||ADT^A01|MSG00017|P|2.5
PID|1||00482913^^^MILLBROOK^MR||THORNBURY^MARGARET^A||19510722|F|||418 LARKSPUR LN^^MILLBROOK^NY^12545||(845)555-0142
PV1|1|I|CCU^12^A||||4471^PATEL^ANAND
DG1|1||I21.19^STEMI of inferior wall^I10`],
  json: ["JSON record", "json", `{
  "patient": { "name": "Margaret Thornbury", "birthDate": "1951-07-22", "phone": "845-555-0142" },
  "encounter": "2026-03-14T21:40:00Z",
  "complaint": "crushing chest pain",
  "note": "Daughter Elaine is on the way."
}`],
};

/** What a model might answer, with the tokens of a question put in where there are some. */
export function pretendAnswer(tokens) {
  const of = (category) => tokens.filter((token) => token.startsWith(`[${category}_`));
  const [patient = "the patient", other] = of("NAME");
  const [date] = of("DATE");
  const [phone] = of("PHONE");
  const lines = [`Summary for ${patient}${date ? `, seen ${date}` : ""}:`];
  lines.push("- Read the note again for what is new today, and compare it with the medication list.");
  if (other) lines.push(`- Keep ${other} informed${phone ? ` (${phone})` : ""}.`);
  lines.push(`- File this under ${patient}.`);
  return lines.join("\n");
}
