/** What the API's own id of the second company is above that of Data Sharing. */
export const COMPANY_ID_OFFSET = 70_000_000;

/** What the row ids of the third company are above those of Data Sharing. */
export const ROW_ID_OFFSET = 50_000_000_000_000;
