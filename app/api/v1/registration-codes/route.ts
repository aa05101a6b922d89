import { issueRegistrationCode } from "@/lib/clusters/issue-registration-code";
import { registrationChoiceSchema } from "@/lib/clusters/registration-schema";
import { route } from "@/lib/http/route";

export const POST = route({ body: registrationChoiceSchema }, async ({ body, actor }) =>
  Response.json(await issueRegistrationCode(body, actor), { status: 201 }),
);
