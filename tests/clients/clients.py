"""What each Python client does with the server. The client's name comes in;
one line about what worked goes out, and anything else is a traceback."""

import asyncio
import os
import sys
import warnings

warnings.simplefilter("ignore")
URL = os.environ["LAMPLIGHTER_URL"]
RUDE, CIVIL = "You are a stupid idiot.", "Thanks for the recipe, it worked well."


def google(service_url):
    from googleapiclient import discovery
    from googleapiclient.errors import HttpError

    def build(key):
        return discovery.build(
            "commentanalyzer", "v1alpha1", developerKey=key, discoveryServiceUrl=service_url, static_discovery=False
        )

    def request(text):
        return {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, "clientToken": "t"}

    comments = build("k").comments()
    rude = comments.analyze(body=request(RUDE)).execute()
    civil = comments.analyze(body=request(CIVIL)).execute()
    value = lambda r: r["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
    assert value(rude) > 0.7 > 0.3 > value(civil) and rude["clientToken"] == "t"
    score = {"TOXICITY": {"summaryScore": {"value": 1}}}
    said = comments.suggestscore(body={"comment": {"text": RUDE}, "attributeScores": score, "clientToken": "c"}).execute()
    assert said["clientToken"] == "c"
    try:
        comments.analyze(body=request("")).execute()
        raise AssertionError("an empty comment was taken")
    except HttpError as error:
        assert error.error_details[0]["errorType"] == "COMMENT_EMPTY", error.error_details
    try:
        build("rubbish").comments().analyze(body=request(RUDE)).execute()
        raise AssertionError("a wrong key was taken")
    except HttpError as error:
        assert error.error_details[0]["reason"] == "API_KEY_INVALID", error.error_details
    answers = {}
    client = build("k")
    batch = client.new_batch_http_request(callback=lambda id, answer, error: answers.update({id: (answer, error)}))
    for text in (RUDE, "", CIVIL):
        batch.add(client.comments().analyze(body=request(text)))
    batch.execute()
    (first, _), (_, second), (third, _) = (answers[id] for id in sorted(answers, key=int))
    assert value(first) > value(third) and second.status_code == 400
    return "discovery, analyze, suggestscore, errors, batch"


def openai():
    from openai import AuthenticationError, OpenAI

    client = OpenAI(base_url=URL + "/v1", api_key="k", max_retries=0)
    rude, civil = client.moderations.create(input=[RUDE, CIVIL]).results
    assert rude.flagged and rude.categories.harassment and not civil.flagged
    assert rude.category_scores.harassment > 0.5 and rude.categories.self_harm is False
    try:
        OpenAI(base_url=URL + "/v1", api_key="rubbish", max_retries=0).moderations.create(input="a")
        raise AssertionError("a wrong key was taken")
    except AuthenticationError:
        return "moderations, errors"


def pyspective():
    from pyspective import pyspective

    client = pyspective.PyspectiveAPI("k")
    scores = client.score(RUDE)
    assert scores["TOXICITY"] > client.score(CIVIL, "toxicity")["TOXICITY"] and "FLIRTATION" not in scores
    assert client.suggest(RUDE, 1.0) == "Successed"
    return "score (FLIRTATION is left out), suggest"


def perspectiveapi():
    from perspective import Attribute, Perspective

    client = Perspective(key="k")
    score = client.score(RUDE, [Attribute.TOXICITY, Attribute.INSULT])
    if asyncio.iscoroutine(score):
        score = asyncio.run(score)
    assert score.toxicity > 0.7 and score.insult > 0.7
    return "score"


def perspective_py():
    from perspective import Client

    client = Client(token="k")
    said = client.analyze(RUDE, ["TOXICITY", "INSULT"])
    assert "TOXICITY" in str(said), said
    return "analyze"


def pyperspective():
    from PyPerspective.Perspective import Perspective

    client = Perspective("k")
    comment = client.get_score(f"😀 {RUDE}", tests=["TOXICITY", "INSULT"])
    assert comment["TOXICITY"].score > 0.7 and comment["TOXICITY"].spans[0].start == 0
    try:
        Perspective("rubbish")
        raise AssertionError("a wrong key was taken")
    except Exception as error:
        assert type(error).__name__ == "InvalidAuthKey", error
    return "key check, get_score, InvalidAuthKey"


def perspective():
    from perspective import PerspectiveAPI

    client = PerspectiveAPI("k")
    assert client.score(RUDE)["TOXICITY"] > 0.7
    said = client.analyze_comment(RUDE, requested_attributes={"TOXICITY": {}}, client_token="t")
    assert said["clientToken"] == "t", said
    scores = {"TOXICITY": {"summaryScore": {"value": 1.0, "type": "PROBABILITY"}}}
    client.suggest_score(RUDE, attribute_scores=scores)
    return "score, analyze_comment, suggest_score"


def begentle():
    from begentle import CommentAnalyzer

    assert CommentAnalyzer("k").analyze(RUDE) > 0.7
    return "analyze"


CLIENTS = {
    "google-api-python-client": lambda: google(URL + "/$discovery/rest?version=v1alpha1"),
    "google-api-python-client (proxy)": lambda: google(
        "https://commentanalyzer.googleapis.com/$discovery/rest?version=v1alpha1"
    ),
    "openai": openai,
    "PySpective (proxy)": pyspective,
    "perspectiveapi (proxy)": perspectiveapi,
    "perspective.py (proxy)": perspective_py,
    "PyPerspective (proxy)": pyperspective,
    "perspective (proxy)": perspective,
    "begentle (proxy)": begentle,
}
print(CLIENTS[sys.argv[1]]())
