# The entry points of every architecture. ids: int64 [B, T]; mask: float32 [B, T], 1 for a token and 0 for padding;
# types: int64 [B, T], or [1, 1] where every token has type 0.
class Classifier(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  record : Dict[str, Tensor]
  def forward(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the logits [B, K], without dropout
    return __torch__.logits(ids, mask, types, w, False)
  def train(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the logits [B, K], with dropout
    p = __torch__.begun(w)
    return (self).kept(p, __torch__.logits(ids, mask, types, p, True))
  def features(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, lowest: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # what the embeddings and the n lowest layers give, without dropout: [B, T, H], or, of all layers, the row [B, H] that
    # the head reads; lowest: [n, ...], of which only the shape counts, so that no device is waited for
    return __torch__.features(ids, mask, types, w, torch.size(lowest, 0))
  def train_above(self: __torch__.Classifier, features: Tensor, mask: Tensor, lowest: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the logits [B, K] from these, with dropout
    p = __torch__.begun(w)
    return (self).kept(p, __torch__.logits_above(features, mask, p, torch.size(lowest, 0)))
  def encode(self: __torch__.Classifier, ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor]) -> Tensor:
    # the last layer's hidden states [B, T, H]
    return __torch__.encoder(ids, mask, types, w, False, False)
  def prepare(self: __torch__.Classifier, w: Dict[str, Tensor], layers: Dict[str, Tensor], matrices: Dict[str, Tensor]) -> Dict[str, Tensor]:
    # the parameters for many calls of forward: the weights of linear layers as their products read them, and those that are
    # read as matrices in the type of products
    p = annotate(Dict[str, Tensor], {})
    for name in torch.keys(w):
      torch._set_item(p, name, w[name])
    for name in torch.keys(layers):
      torch._set_item(p, name, __torch__.prepared(layers[name]))
    for name in torch.keys(matrices):
      torch._set_item(p, name, __torch__.narrowed(matrices[name]))
    return p
  def kept(self: __torch__.Classifier, w: Dict[str, Tensor], logits: Tensor) -> Tensor:
    # the logits of a pass, whose record, where it brought one, is kept for its backward pass
    if torch.__contains__(w, "record"):
      self.record = w
    return logits
  def rewind(self: __torch__.Classifier, any: Tensor) -> Tensor:
    # goes on with the backward pass of the logits where their graph ended, and gives the record up
    __torch__.rewind(self.record)
    self.record = annotate(Dict[str, Tensor], {})
    return any
  def forget(self: __torch__.Classifier, any: Tensor) -> Tensor:
    # gives the record up
    self.record = annotate(Dict[str, Tensor], {})
    return any
