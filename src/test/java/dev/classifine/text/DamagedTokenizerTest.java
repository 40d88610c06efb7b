package dev.classifine.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.classifine.ForkedAttempts;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedTokenizerTest {

  private static final Charset ISO = ISO_8859_1;
  private static final int ROUNDS = 800;

  @TempDir Path folder;

  @Test
  void anyDamageIsRefusedOrWorks() throws Exception {
    ForkedAttempts.Outcome outcome = ForkedAttempts.run(TokenizerAttempts.class, 1, ROUNDS, folder);
    assertEquals(
        List.of(),
        outcome.failures().stream()
            .map(failure -> failure + "\n" + json(failure))
            .collect(Collectors.toList()));
    assertEquals(2 * ROUNDS, outcome.works() + outcome.refused());
    assertTrue(outcome.works() > ROUNDS / 10, "works " + outcome.works());
  }

  private static String json(String failure) {
    String digits = failure.replaceAll("(?s)^\\D*(\\d*).*", "$1");
    if (digits.isEmpty()) {
      return "";
    }
    long seed = Long.parseLong(digits);
    return failure.startsWith("try files")
        ? TokenizerFilesAttempts.files(seed).entrySet().stream()
            .map(file -> file.getKey() + ": " + new String(file.getValue(), UTF_8))
            .collect(Collectors.joining("\n"))
        : TokenizerMutations.json(seed);
  }

  private static void refused(String name, String key, String part, String... said) {
    JsonObject json = TokenizerMutations.read(name);
    JsonElement value = JsonParser.parseString(part.replace('\'', '"'));
    json.add(key, value);
    String message =
        assertThrows(
                ClassifineException.class,
                () -> TextTokenizer.load(Json.line(json), "folder/tokenizer.json", 64))
            .getMessage();
    assertTrue(message.startsWith("folder/tokenizer.json: " + key), message);
    for (String text : said) {
      assertTrue(message.contains(text), message);
    }
  }

  private static void works(String name, String key, String part) {
    JsonObject json = TokenizerMutations.read(name);
    json.add(key, JsonParser.parseString(part.replace('\'', '"')));
    assertEquals("works", TokenizerAttempts.outcome(Json.line(json)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'type':'Precompiled'}; normalizer.precompiled_charsmap is null. It must be a string",
        "{'type':'Precompiled','precompiled_charsmap':''}; hold no trie",
        "{'type':'Precompiled','precompiled_charsmap':'!!'}; in base64",
        "{'type':'Precompiled','precompiled_charsmap':'/////w=='}; hold no trie of 4294967295",
        "{'type':'Precompiled','precompiled_charsmap':'BAAAAP////8='}; trie leads to place",
        "{'precompiled_charsmap':'AAAA'}; normalizer.type is null",
        "{'type':'Sequence','normalizers':[{'type':'NFC'},{'type':'X'}]}; normalizers[1].type is",
        "{'type':'Replace','pattern':{'Regex':'x*'},'content':'b'}; must not match an empty text",
        "{'type':'Replace','pattern':{'String':''},'content':'b'}; must not match an empty text",
        "{'type':'Replace','pattern':{'Regex':'(a+)+$'},'content':'b'}; repeats a group",
        "{'type':'Prepend','prepend':''}; normalizer.prepend is \"\". It must not be empty",
        "{'type':'Prepend','prepend':[]}; normalizer.prepend is []. It must be a string"
      })
  void aNormalizerThatTheLibraryDoesNotSurviveIsRefused(String part, String said) {
    refused("bert", "normalizer", part, said, "transformers");
  }

  /** A character map that makes A another text. */
  private static String characterMap(int place, int leaf) {
    ByteBuffer map = ByteBuffer.allocate(4 + 4 * 256 + 2).order(ByteOrder.LITTLE_ENDIAN);
    map.putInt(0, 4 * 256).putInt(4, 0x80 << 10);
    map.putInt(4 + 4 * (0x80 ^ 'A'), place << 10 | 1 << 8 | 'A');
    map.putInt(4 + 4 * 0x10, 1 << 31 | leaf);
    map.put(4 + 4 * 256, (byte) 'b');
    String base64 = Base64.getEncoder().encodeToString(map.array());
    return "{'type':'Precompiled','precompiled_charsmap':'" + base64 + "'}";
  }

  @Test
  void aCharacterMapThatLeadsOutOfItselfIsRefused() {
    int place = 0x80 ^ 'A' ^ 0x10;
    works("bert", "normalizer", characterMap(place, 0));
    works("bert", "normalizer", characterMap(place, 0).replace("=", "")); // as Java reads it
    refused("bert", "normalizer", characterMap(place, 3), "leads to no text at 3");
    refused("bert", "normalizer", characterMap(place + 256, 0), "trie leads to place");
  }

  @Test
  void aTextMustNotGrowWithoutBound() {
    String twice = "{'type':'Replace','pattern':{'String':'a'},'content':'aa'}";
    String many = String.join(",", java.util.Collections.nCopies(30, twice));
    refused("bert", "normalizer", "{'type':'Sequence','normalizers':[" + many + "]}", "256 times");
    String levels = String.join(",", java.util.Collections.nCopies(30, "{'type':'ByteLevel'}"));
    refused(
        "bert",
        "pre_tokenizer",
        "{'type':'Sequence','pretokenizers':[" + levels + "]}",
        "256 times");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'type':'FixedLength','length':0}; length is 0. It must be a whole number from 1",
        "{'type':'Split','pattern':{'Regex':'(x+x+)+y'},'behavior':'Removed','invert':false};"
            + " repeats two parts",
        "{'type':'Split','pattern':{'Regex':'a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaa'},"
            + "'behavior':'Removed','invert':false}; may match in 16384 ways",
        "{'type':'Split','pattern':{},'behavior':'Removed','invert':false}; a String or a Regex"
      })
  void aPreTokenizerThatTheLibraryDoesNotSurviveIsRefused(String part, String said) {
    refused("bert", "pre_tokenizer", part, said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?[\\\\p{Lu}\\\\p{Lt}]*[\\\\p{Ll}\\\\p{M}]+(?i:'s|'t)?"
            + "|\\\\p{N}{1,3}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n/]*|\\\\s*[\\\\r\\\\n]+"
            + "|\\\\s+(?!\\\\S)|\\\\s+",
        "\\\\d{1,3}(?=(?:\\\\d{3})*\\\\b)",
        " {2,}|[[:space:]]",
        "(?i)abc|[^\\\\w\\\\s]+"
      })
  void patternsOfPublishedTokenizersWork(String regex) {
    works(
        "bert",
        "pre_tokenizer",
        "{'type':'Split','pattern':{'Regex':'"
            + regex.replace("'", "\\u0027")
            + "'},'behavior':'Isolated','invert':false}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'type':'TemplateProcessing','single':[],'pair':[],'special_tokens':{}};"
            + " single is []. It must hold each of the texts [A] once",
        "{'type':'TemplateProcessing','single':[{'Sequence':{'id':'B','type_id':0}}],'pair':[],"
            + "'special_tokens':{}}; single[0] is",
        "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'[X]','type_id':0}}],"
            + "'pair':[],'special_tokens':{}}; or a token that special_tokens holds",
        "{'type':'TemplateProcessing','single':[],'pair':[],'special_tokens':{'x':{'id':'x',"
            + "'ids':[1],'tokens':[]}}}; special_tokens.x is",
        "{'type':'Sequence','processors':[{'type':'BertProcessing','sep':['a',1],'cls':['b',2]},"
            + "{'type':'BertProcessing','sep':['a',1],'cls':['b',2]}]}; Only one step"
      })
  void aPostProcessorThatTheLibraryDoesNotSurviveIsRefused(String part, String said) {
    refused("bert", "post_processor", part, said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'type':'BPE','vocab':{'a':0,'b':1,'ab':2},'merges':['a b'],"
            + "'continuing_subword_prefix':'##'}; model.merges[0] is",
        "{'type':'BPE','vocab':{'a':0,'é':1,'aé':2},'merges':[['a','é']],"
            + "'continuing_subword_prefix':'x'}; must begin with the continuing_subword_prefix",
        "{'type':'WordPiece','vocab':{'a':0,'[UNK]':1},'unk_token':'[UNK]',"
            + "'continuing_subword_prefix':'##','max_input_chars_per_word':1000000};"
            + " max_input_chars_per_word is 1000000"
      })
  void aModelThatTheLibraryDoesNotSurviveIsRefused(String part, String said) {
    refused("bert", "model", part, said);
  }

  @Test
  void anAddedTokenMustNotTakeTheSpacesThatAnotherBeginsWith() {
    String token =
        "{'id':%d,'content':'%s','single_word':false,'lstrip':true,'rstrip':true,"
            + "'normalized':false,'special':true}";
    refused(
        "bert",
        "added_tokens",
        "[" + token.formatted(0, "[PAD]") + "," + token.formatted(9, " ") + "]",
        "added_tokens[1]",
        "none may begin with a space");
  }

  @Test
  void anAddedTokenOfWhichNothingIsLeftIsRefused() {
    refused(
        "bert",
        "added_tokens",
        "[{'id':9,'content':'\u0301','single_word':false,'lstrip':false,'rstrip':false,"
            + "'normalized':true,'special':false}]",
        "added_tokens[0]",
        "leaves nothing of it");
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    JsonObject json = TokenizerMutations.read("bert");
    String text = Json.line(json).replaceFirst("\"\\[MASK\\]\"", "\"\\\\ud800\"");
    String message =
        assertThrows(
                ClassifineException.class, () -> TextTokenizer.load(text, "tokenizer.json", 64))
            .getMessage();
    assertTrue(message.contains("half of a surrogate pair"), message);
  }

  @Test
  void truncationPaddingAndDecoderDoNotCount() {
    for (String key : List.of("truncation", "padding", "decoder")) {
      works("bert", key, "{'strategy':{'Fixed':4000000000},'type':'Nothing'}");
    }
  }

  private static void filesRefused(Map<String, String> files, String said) {
    String message =
        assertThrows(
                ClassifineException.class,
                () -> {
                  TokenizerFiles tokenizer =
                      new TokenizerFiles(
                          name -> files.containsKey(name) ? files.get(name).getBytes(ISO) : null,
                          "folder",
                          "bert");
                  tokenizer.maxLength();
                  tokenizer.json();
                })
            .getMessage();
    assertTrue(message.startsWith("folder/") && message.contains(said), message);
  }

  @Test
  void specialTokensThatAreNoStringsAreRefused() {
    String vocabulary = "[UNK]\n[CLS]\n[SEP]";
    for (String value : List.of("[]", "{}", "3", "{\"content\":null}", "{\"content\":[\"a\"]}")) {
      String json = "{\"cls_token\":" + value + "}";
      filesRefused(
          Map.of("vocab.txt", vocabulary, "special_tokens_map.json", json),
          "special_tokens_map.json: cls_token");
      filesRefused(
          Map.of("vocab.txt", vocabulary, "tokenizer_config.json", json),
          "tokenizer_config.json: cls_token");
    }
    filesRefused(
        Map.of(
            "vocab.txt",
            vocabulary,
            "tokenizer_config.json",
            "{\"added_tokens_decoder\":{\"5\":{\"content\":5}}}"),
        "added_tokens_decoder.5.content is 5");
  }

  @Test
  void aLengthThatNoTextFitsAndBytesThatAreNoTextAreRefused() {
    filesRefused(
        Map.of("tokenizer_config.json", "{\"model_max_length\":-5}"), "model_max_length is -5");
    filesRefused(Map.of("vocab.txt", "\u00ff"), "not valid UTF-8");
  }
}
