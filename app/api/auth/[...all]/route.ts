import { answerAuthRequest } from "@/lib/access/auth-requests";

export const GET = answerAuthRequest;
export const POST = answerAuthRequest;
