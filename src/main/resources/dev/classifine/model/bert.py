# BERT (Devlin et al. 2019): post-norm encoder, pooled [CLS] row, linear classifier.
# ids, mask: [B, T]; types: [B, T], or [1, 1] where every token has type 0; w: parameters by their Hugging Face names.
def encoder(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool, first_row: bool) -> Tensor:
  layers = $LAYERS
  heads = $HEADS
  eps = $EPS
  e = "bert.embeddings."
  positions = torch.slice(w[e + "position_embeddings.weight"], 0, 0, torch.size(ids, 1))
  h = torch.embedding(w[e + "word_embeddings.weight"], ids, $PADDING)
  h = torch.add(h, torch.embedding(w[e + "token_type_embeddings.weight"], types))
  h = torch.add(h, positions)
  h = torch.dropout(__torch__.norm(w, e + "LayerNorm", h, eps), $HIDDEN_DROPOUT, training)
  bias = __torch__.mask_bias(mask)
  for i in range(layers):
    l = torch.format("bert.encoder.layer.{}.", i)
    x = h
    if torch.__and__(first_row, torch.eq(i, torch.sub(layers, 1))):
      # The head reads one row: the last layer's other rows need no query, feed-forward or norm.
      x = torch.slice(h, 1, 0, 1)
    q = __torch__.linear(w, l + "attention.self.query", x)
    k = __torch__.linear(w, l + "attention.self.key", h)
    v = __torch__.linear(w, l + "attention.self.value", h)
    c = __torch__.attention(q, k, v, bias, heads, __torch__.rate($ATTENTION_DROPOUT, training))
    o = torch.dropout(__torch__.linear(w, l + "attention.output.dense", c), $HIDDEN_DROPOUT, training)
    h = __torch__.norm(w, l + "attention.output.LayerNorm", torch.add(o, x), eps)
    f = __torch__.activation(__torch__.linear(w, l + "intermediate.dense", h))
    f = torch.dropout(__torch__.linear(w, l + "output.dense", f), $HIDDEN_DROPOUT, training)
    h = __torch__.norm(w, l + "output.LayerNorm", torch.add(f, h), eps)
  return h
def logits(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  h = __torch__.encoder(ids, mask, types, w, training, $FIRST_ROW_ONLY)
  p = torch.tanh(__torch__.linear(w, "bert.pooler.dense", torch.select(h, 1, 0)))
  return __torch__.linear(w, "classifier", torch.dropout(p, $CLASSIFIER_DROPOUT, training))
class Bert(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Bert, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return __torch__.logits(ids, mask, types, w, False)
  def train(self: __torch__.Bert, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return __torch__.logits(ids, mask, types, w, True)
  def encode(self: __torch__.Bert, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the last layer's hidden states [B, T, H]
    return __torch__.encoder(ids, mask, types, w, False, False)
