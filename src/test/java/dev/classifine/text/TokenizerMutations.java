package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.classifine.JsonMutations;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Damaged {@code tokenizer.json} files: the same one for the same seed. */
final class TokenizerMutations {

  private static final List<String> FOLDERS = List.of("bert", "roberta", "xlm-roberta", "albert");

  /** Parts that native code may not survive. */
  private static final List<String> PARTS =
      List.of(
          "{'type':'Precompiled','precompiled_charsmap':'AAAA'}",
          "{'type':'Precompiled','precompiled_charsmap':'BAAAAP////8='}",
          "{'type':'Precompiled','precompiled_charsmap':'!!'}",
          "{'type':'Precompiled','precompiled_charsmap':''}",
          "{'type':'Precompiled','precompiled_charsmap':null}",
          "{'precompiled_charsmap':'AAAA'}",
          "{'type':'Sequence','normalizers':[{'type':'Lowercase'},{'type':'NFKD'}]}",
          "{'type':'Sequence','normalizers':[]}",
          "{'type':'Sequence','pretokenizers':[]}",
          "{'type':'Sequence','pretokenizers':[{'type':'Digits','individual_digits':true}]}",
          "{'type':'Sequence','processors':[]}",
          "{'type':'Sequence','processors':[{'type':'ByteLevel','add_prefix_space':true,"
              + "'trim_offsets':true,'use_regex':true},{'type':'BertProcessing','sep':['a',1],"
              + "'cls':['b',2]}]}",
          "{'type':'Replace','pattern':{'Regex':'(a+)+$'},'content':'b'}",
          "{'type':'Replace','pattern':{'Regex':'(x+x+)+y'},'content':''}",
          "{'type':'Replace','pattern':{'Regex':'('},'content':''}",
          "{'type':'Replace','pattern':{'Regex':''},'content':'b'}",
          "{'type':'Replace','pattern':{'Regex':'\\\\s*'},'content':'b'}",
          "{'type':'Replace','pattern':{'Regex':'(?<=a)|(?=b)'},'content':'b'}",
          "{'type':'Replace','pattern':{'Regex':'(?<n>a|\\\\g<n>b)'},'content':'b'}",
          "{'type':'Replace','pattern':{'Regex':'.*.*.*.*x'},'content':'b'}",
          "{'type':'Replace','pattern':{'String':''},'content':'b'}",
          "{'type':'Replace','pattern':{'String':'a'},'content':''}",
          "{'type':'Replace','pattern':{'Regex':'.'},'content':''}",
          "{'type':'Prepend','prepend':''}",
          "{'type':'Prepend','prepend':'aé'}",
          "{'type':'Strip','strip_left':true,'strip_right':true}",
          "{'type':'StripAccents'}",
          "{'type':'Lowercase'}",
          "{'type':'Nmt'}",
          "{'type':'ByteLevel'}",
          "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
          "{'type':'BertNormalizer','clean_text':true,'handle_chinese_chars':true,"
              + "'strip_accents':null,'lowercase':true}",
          "{'type':'Split','pattern':{'Regex':'(a+)+$'},'behavior':'Removed','invert':false}",
          "{'type':'Split','pattern':{'Regex':'(a|aa)+c'},'behavior':'Isolated','invert':true}",
          "{'type':'Split','pattern':{'Regex':''},'behavior':'Isolated','invert':false}",
          "{'type':'Split','pattern':{'String':''},'behavior':'Isolated','invert':false}",
          "{'type':'Split','pattern':{'Regex':'x*'},'behavior':'MergedWithNext','invert':true}",
          "{'type':'Split','pattern':{'Regex':'\\\\K'},'behavior':'Contiguous','invert':false}",
          "{'type':'Split','pattern':{'Regex':'.\\\\K(?<=a)'},'behavior':'Removed','invert':false}",
          "{'type':'Split','pattern':{'Regex':'[\\\\x{110000}]'},'behavior':'Removed','invert':true}",
          "{'type':'FixedLength','length':0}",
          "{'type':'FixedLength','length':3}",
          "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}",
          "{'type':'Metaspace','replacement':'','prepend_scheme':'first','split':false}",
          "{'type':'Metaspace','replacement':'ab','add_prefix_space':true,'str_rep':'x'}",
          "{'type':'CharDelimiterSplit','delimiter':''}",
          "{'type':'Delimiter','delimiter':' '}",
          "{'type':'Punctuation','behavior':'Contiguous'}",
          "{'type':'UnicodeScripts'}",
          "{'type':'Whitespace'}",
          "{'type':'WhitespaceSplit'}",
          "{'type':'BertPreTokenizer'}",
          "{'type':'BertProcessing','sep':['nowhere',4294967295],'cls':['',0]}",
          "{'type':'RobertaProcessing','sep':['</s>',2],'cls':['<s>',0],'trim_offsets':true,"
              + "'add_prefix_space':true}",
          "{'type':'TemplateProcessing','single':[],'pair':[],'special_tokens':{}}",
          "{'type':'TemplateProcessing','single':[{'Sequence':{'id':'B','type_id':0}}],'pair':["
              + "{'Sequence':{'id':'A','type_id':0}}],'special_tokens':{}}",
          "{'type':'TemplateProcessing','single':'[X] $A','pair':'$A $B:1','special_tokens':{}}",
          "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'[X]','type_id':0}},"
              + "{'Sequence':{'id':'A','type_id':0}}],'pair':[{'Sequence':{'id':'A','type_id':0}},"
              + "{'Sequence':{'id':'B','type_id':4294967295}}],'special_tokens':{'[X]':{'id':'[X]',"
              + "'ids':[],'tokens':[]}}}",
          "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'[X]','type_id':0}},"
              + "{'Sequence':{'id':'A','type_id':0}}],'pair':[{'Sequence':{'id':'A','type_id':0}},"
              + "{'Sequence':{'id':'B','type_id':1}}],'special_tokens':{'[X]':{'id':'[X]',"
              + "'ids':[1,2],'tokens':['a']}}}",
          "{'type':'WordLevel','vocab':{'a':0,'<unk>':1},'unk_token':'<unk>'}",
          "{'type':'Unigram','unk_id':0,'vocab':[['',0.0],['a',-1e308],['b',1e308]]}",
          "{'type':'Unigram','unk_id':0,'vocab':[['<unk>',0],['a',-1],['a',-2]],"
              + "'byte_fallback':true}",
          "{'type':'BPE','vocab':{},'merges':[]}",
          "{'type':'BPE','vocab':{'a':0,'b':1,'ab':2},'merges':['a b'],"
              + "'continuing_subword_prefix':'##'}",
          "{'type':'BPE','vocab':{'a':0,'b':1,'ab':2},'merges':[['a','b'],['b','é']],"
              + "'dropout':0.5}",
          "{'type':'BPE','vocab':{'a':0,'é':1,'aé':2},'merges':[['a','é']],"
              + "'continuing_subword_prefix':'x','byte_fallback':true,'ignore_merges':true}",
          "{'type':'BPE','vocab':{'a':0,'é':1,'a\\u00a9':2},'merges':[['a','é']],"
              + "'continuing_subword_prefix':'x'}",
          "{'type':'BPE','vocab':{'a':7,'<unk>':7},'merges':[],'unk_token':'<unk>',"
              + "'fuse_unk':true,'dropout':1.5}",
          "{'id':9,'content':'','special':true}",
          "{'id':9,'content':'','single_word':false,'lstrip':false,'rstrip':false,"
              + "'normalized':true,'special':false}",
          "{'id':9,'content':' ','single_word':true,'lstrip':true,'rstrip':true,"
              + "'normalized':true,'special':false}",
          "{'id':9,'content':'A','single_word':false,'lstrip':true,'rstrip':true,"
              + "'normalized':true,'special':false}",
          "{'id':9,'content':'a','single_word':true,'lstrip':true,'rstrip':true,"
              + "'normalized':false,'special':true}",
          "{'id':4294967295,'content':'\\u0301','single_word':false,'lstrip':false,"
              + "'rstrip':false,'normalized':true,'special':false}",
          "{'direction':'Right','max_length':0,'strategy':'LongestFirst','stride':5}",
          "{'direction':'Left','max_length':1,'strategy':'OnlySecond','stride':0}",
          "{'strategy':{'Fixed':4000000000},'direction':'Right','pad_to_multiple_of':0,"
              + "'pad_id':0,'pad_type_id':0,'pad_token':''}",
          "{'strategy':'BatchLongest','direction':'Left','pad_to_multiple_of':8,"
              + "'pad_id':0,'pad_type_id':0,'pad_token':''}");

  private static final List<String> SIGNS =
      List.of(
          "a", "b", "x", "é", ".", "\\s", "\\w", "\\p{L}", "[ab]", "[^a]", "[a[b]]", "(", "(?:",
          "(?=", "(?<=", "(?!", "(?>", "(?i:", ")", ")", ")", "|", "*", "+", "?", "+?", "{2}",
          "{2,}", "{0,3}", "{,40}", "$", "^", "\\b", "\\1", "a+", "\\s*", ".*", "(?i)", "\\x41");

  private static final List<String> SETTINGS =
      List.of(
          "max_input_chars_per_word",
          "continuing_subword_prefix",
          "end_of_word_suffix",
          "dropout",
          "fuse_unk",
          "byte_fallback",
          "ignore_merges",
          "unk_token",
          "unk_id",
          "type");

  private TokenizerMutations() {}

  /** The file of a seed. */
  static String json(long seed) {
    Random random = new Random(seed * 7919 + 17);
    JsonObject json = read(FOLDERS.get(random.nextInt(FOLDERS.size())));
    List<String> parts = PARTS.stream().map(part -> part.replace('\'', '"')).toList();
    JsonMutations mutations = new JsonMutations(random, List.of());
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      JsonElement part = JsonParser.parseString(parts.get(random.nextInt(parts.size())));
      switch (random.nextInt(6)) {
        case 4 -> {
          JsonElement step = withRegex(random);
          json.add(step.toString().contains("Replace") ? "normalizer" : "pre_tokenizer", step);
        }
        case 5 -> damageCharacterMap(json, random);
        case 0 -> place(json, part, random);
        case 1 -> place(json, nested(part, random), random);
        case 2 -> {
          if (json.get("model") instanceof JsonObject model) {
            model.add(SETTINGS.get(random.nextInt(SETTINGS.size())), mutations.odd());
          }
        }
        default -> mutations.damage(json);
      }
      if (random.nextInt(3) == 0) {
        mutations.damage(part);
      }
    }
    return Json.line(json);
  }

  /** A step with an expression of random signs. */
  private static JsonElement withRegex(Random random) {
    StringBuilder regex = new StringBuilder();
    for (int i = random.nextInt(9); i >= 0; i--) {
      regex.append(SIGNS.get(random.nextInt(SIGNS.size())));
    }
    JsonObject pattern = new JsonObject();
    pattern.addProperty("Regex", regex.toString());
    JsonObject step = new JsonObject();
    boolean replaces = random.nextBoolean();
    step.addProperty("type", replaces ? "Replace" : "Split");
    step.add("pattern", pattern);
    step.addProperty("content", List.of("", "b", "ab", "é ").get(random.nextInt(4)));
    step.addProperty(
        "behavior",
        List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")
            .get(random.nextInt(5)));
    step.addProperty("invert", random.nextBoolean());
    return step;
  }

  /** Changes some bytes of a character map, where there is one. */
  private static void damageCharacterMap(JsonElement value, Random random) {
    if (value instanceof JsonArray list) {
      list.forEach(item -> damageCharacterMap(item, random));
    }
    if (!(value instanceof JsonObject object)) {
      return;
    }
    JsonElement map = object.get("precompiled_charsmap");
    if (Rule.isText(map) && map.getAsString().length() > 40) {
      byte[] bytes = Base64.getDecoder().decode(map.getAsString());
      for (int i = random.nextInt(4); i >= 0; i--) {
        int near = random.nextBoolean() ? Math.min(bytes.length, 2000) : bytes.length;
        bytes[random.nextInt(near)] = (byte) random.nextInt(256);
      }
      object.addProperty("precompiled_charsmap", Base64.getEncoder().encodeToString(bytes));
    }
    object.asMap().values().forEach(item -> damageCharacterMap(item, random));
  }

  /** Puts a part where one of its kind belongs; sometimes elsewhere. */
  private static void place(JsonObject json, JsonElement part, Random random) {
    String text = part.toString();
    String key;
    if (random.nextInt(20) == 0) {
      key = List.copyOf(json.keySet()).get(random.nextInt(json.size()));
    } else if (text.contains("\"vocab\"")) {
      key = "model";
    } else if (text.contains("Processing") || text.contains("processors")) {
      key = "post_processor";
    } else if (text.contains("max_length")) {
      key = "truncation";
    } else if (text.contains("pad_id")) {
      key = "padding";
    } else if (text.contains("\"content\":") && text.contains("\"id\"")) {
      if (json.get("added_tokens") instanceof JsonArray list) {
        list.add(part);
      }
      return;
    } else {
      key = random.nextBoolean() ? "normalizer" : "pre_tokenizer";
    }
    json.add(key, part);
  }

  private static JsonElement nested(JsonElement part, Random random) {
    if (!part.toString().contains("\"type\"")) {
      return part;
    }
    List<List<String>> kinds =
        List.of(
            List.of("normalizers"), List.of("pretokenizers"), List.of("normalizers", "processors"));
    JsonObject sequence = new JsonObject();
    sequence.addProperty("type", "Sequence");
    JsonArray list = new JsonArray();
    list.add(part);
    list.add(part.deepCopy());
    for (String key : kinds.get(random.nextInt(kinds.size()))) {
      sequence.add(key, list);
    }
    return part.toString().contains("\"vocab\"") ? part : sequence;
  }

  static JsonObject read(String folder) {
    Path file = Path.of("src/test/resources/parity", folder, "tokenizer.json");
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
