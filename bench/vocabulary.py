"""A large vocabulary and short texts: an XLM-RoBERTa of 250,002 words, 6 layers of 384, with random weights and made-up words."""
import array
import itertools
import json
import random

from measure import compared, in_turn
from sides import Sides

WORDS, HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 250_002, 384, 6, 12, 1536, 514
LABELS = ("one", "two", "three", "four", "five", "six")
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
ROWS = 2000
BLOCK = 1 << 20


def made_up_words():
    """Different words, the most frequent first."""
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprstv", "aeiou")]
    for length in itertools.count(2):
        for parts in itertools.product(syllables, repeat=length):
            yield "".join(parts)


def words():
    return list(itertools.islice(made_up_words(), WORDS - len(SPECIAL)))


def write_tokenizer(folder, vocabulary):
    ids = {word: i for i, word in enumerate([*SPECIAL, *vocabulary])}
    special = [
        dict(id=i, content=word, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
        for i, word in enumerate(SPECIAL)
    ]
    begin, end = ({"SpecialToken": {"id": word, "type_id": 0}} for word in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    tokenizer = dict(
        version="1.0",
        truncation=None,
        padding=None,
        added_tokens=special,
        normalizer=None,
        pre_tokenizer={"type": "Whitespace"},
        post_processor=dict(
            type="TemplateProcessing",
            single=[begin, first, end],
            pair=[begin, first, end, end, second, end],
            special_tokens={word: dict(id=word, ids=[ids[word]], tokens=[word]) for word in ("<s>", "</s>")},
        ),
        decoder=None,
        model=dict(type="WordLevel", vocab=ids, unk_token="<unk>"),
    )
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    names = dict(bos_token="<s>", cls_token="<s>", eos_token="</s>", sep_token="</s>", unk_token="<unk>", pad_token="<pad>", mask_token="<mask>")
    config = dict(tokenizer_class="PreTrainedTokenizerFast", model_max_length=512, model_input_names=["input_ids", "attention_mask"], **names)
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def write_config(folder):
    (folder / "config.json").write_text(json.dumps(dict(
        model_type="xlm-roberta", architectures=["XLMRobertaForSequenceClassification"], vocab_size=WORDS, hidden_size=HIDDEN,
        num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=INNER, max_position_embeddings=POSITIONS,
        type_vocab_size=1, layer_norm_eps=1e-5, hidden_act="gelu", hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
        initializer_range=0.02, pad_token_id=1, bos_token_id=0, eos_token_id=2, position_embedding_type="absolute",
        problem_type="single_label_classification", dtype="float32", id2label={str(i): label for i, label in enumerate(LABELS)},
        label2id={label: i for i, label in enumerate(LABELS)})))


def shapes():
    """The parameters by name."""
    e = "roberta.embeddings."
    found = {
        e + "word_embeddings.weight": (WORDS, HIDDEN),
        e + "position_embeddings.weight": (POSITIONS, HIDDEN),
        e + "token_type_embeddings.weight": (1, HIDDEN),
    }

    def norm(name):
        found.update({name + ".weight": (HIDDEN,), name + ".bias": (HIDDEN,)})

    def linear(name, out, inner):
        found.update({name + ".weight": (out, inner), name + ".bias": (out,)})

    norm(e + "LayerNorm")
    for i in range(LAYERS):
        layer = f"roberta.encoder.layer.{i}."
        for name in ("query", "key", "value"):
            linear(f"{layer}attention.self.{name}", HIDDEN, HIDDEN)
        linear(layer + "attention.output.dense", HIDDEN, HIDDEN)
        norm(layer + "attention.output.LayerNorm")
        linear(layer + "intermediate.dense", INNER, HIDDEN)
        linear(layer + "output.dense", HIDDEN, INNER)
        norm(layer + "output.LayerNorm")
    linear("classifier.dense", HIDDEN, HIDDEN)
    linear("classifier.out_proj", len(LABELS), HIDDEN)
    return found


def write_weights(folder, random_numbers):
    """normal(0, 0.02); one block of numbers is used over and over, which costs no training any time."""
    block = array.array("f", (random_numbers.gauss(0, 0.02) for _ in range(BLOCK))).tobytes()
    ones = array.array("f", [1.0] * HIDDEN).tobytes()
    sizes, header, at = {}, {"__metadata__": {"format": "pt"}}, 0
    for name, shape in shapes().items():
        sizes[name] = 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = dict(dtype="F32", shape=list(shape), data_offsets=[at, at + sizes[name]])
        at += sizes[name]
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with (folder / "model.safetensors").open("wb") as out:
        out.write(len(text).to_bytes(8, "little") + text)
        for name, size in sizes.items():
            if name.endswith("bias"):
                out.write(bytes(size))
            elif name.endswith("LayerNorm.weight"):
                out.write(ones)
            else:
                for begin in range(0, size, len(block)):
                    out.write(block[: min(len(block), size - begin)])


def write_texts(file, vocabulary, rows, random_numbers):
    """Texts of 4 to 16 words, drawn by Zipf's law."""
    weights = list(itertools.accumulate(1 / (i + 1) for i in range(len(vocabulary))))
    with file.open("w") as out:
        for _ in range(rows):
            text = random_numbers.choices(vocabulary, cum_weights=weights, k=random_numbers.randint(4, 16))
            out.write(json.dumps(dict(text=" ".join(text), labels=[random_numbers.choice(LABELS)])) + "\n")


def make(folder, rows):
    """The checkpoint and the file of texts."""
    random_numbers = random.Random(7)
    base = folder / "base"
    base.mkdir()
    vocabulary = words()
    write_tokenizer(base, vocabulary)
    write_config(base)
    write_weights(base, random_numbers)
    train = folder / "train.jsonl"
    write_texts(train, vocabulary, rows, random_numbers)
    return base, train


def speeds(bench):
    folder = bench.folder("vocabulary")
    base, train = make(folder, bench.options.rows or ROWS)
    sides = Sides(base, train, folder, bench.options, bench.notes)
    calls = {"ours": lambda: sides.rate(sides.ours)}
    if bench.options.peer_python:
        calls["peer"] = lambda: sides.rate(sides.peer)
    taken = in_turn(bench.options.runs, calls)
    speed = {side: [rate for rate, _ in rounds] for side, rounds in taken.items()}
    peak = {side: [run.peak for _, run in rounds] for side, rounds in taken.items()}
    case = f"{WORDS} words, short texts"
    return [
        compared("vocabulary", case, speed["ours"], speed.get("peer"), "samples/s", at_least=5),
        compared("vocabulary", case, peak["ours"], peak.get("peer"), "MiB", at_most=round(1 / 3, 3)),
    ]
