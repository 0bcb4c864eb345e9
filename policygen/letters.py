"""Write, for a question that is still open, the message to a colleague who may know: the question, why it is asked, who, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from policygen.interview import Interview, Prompt
from policygen.questions import Kind

HOW: Mapping[Kind, str] = {
    "yes_no": "Please answer yes or no.",
    "choice": "Please write back which one it is.",
    "many": "Please write back all that apply, or ‘none of these’.",
    "person": "Please write back the name, job title, telephone number and e-mail address, or that nobody is in post.",
    "people": "Please write back the name, job title, telephone number and e-mail address of each, or ‘nobody’.",
    "pairs": "Please write back who and who, or ‘none’.",
    "date": "Please write back the day, for example 10 December 2026.",
    "date_or_term": "Please write back the day, the month or the term, for example autumn 2027.",
    "phone": "Please write back the number, with its area code.",
    "email": "Please write back the e-mail address.",
    "web": "Please write back the address of the page.",
}
"""How a colleague answers; whatever is not listed is answered in words."""
IN_WORDS = "Please write back the words as they should stand in the policy."


@dataclass(frozen=True)
class Letter:
    """A message ready to be sent. Nothing is sent by the program."""

    subject: str
    body: str

    @property
    def link(self) -> str:
        """A `mailto:` address that opens the message in the reader's own e-mail program, without a recipient."""
        return f"mailto:?subject={quote(self.subject, safe='')}&body={quote(self.body, safe='')}"


def letter(seen: Interview, prompt: Prompt) -> Letter:
    """The message that asks for the answer to this question. Of what was answered, only the organisation’s name stands in it."""
    name = seen.answers.text("organisation") or "our organisation"
    question = prompt.question
    about = [("What to look for", question.help), ("Why we ask", question.why), ("Who usually knows", question.who)]
    lines = [
        "Hello,",
        f"We are writing the low-level concerns policy of {name}. One answer is still open, and you may know it:",
        prompt.ask,
        *(f"{label}: {said}" for label, said in about if said),
    ]
    if question.chooses and question.kind != "yes_no":
        lines.append("\n".join(["The answers to choose from:", *(f"- {choice.label}" for choice in prompt.choices)]))
    if prompt.usual:
        lines.append(f"Usual for organisations like ours: {prompt.usual}. {prompt.because}")
    lines.append(
        f"{HOW.get(question.kind, IN_WORDS)} If you do not know, please tell me who does. Please do not guess. Thank you."
    )
    return Letter(f"A question for our low-level concerns policy: {prompt.label}", "\n\n".join(lines))


def letters(seen: Interview) -> tuple[Letter, ...]:
    """A message for each question that is open or to be confirmed, in the order of the questionnaire."""
    return tuple(letter(seen, prompt) for prompt in seen.prompts if prompt.status != "answered")
