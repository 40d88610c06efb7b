# A classifier, made of what every architecture has: embeddings, layers, pooled (the row [B, H] that the head reads), head.
def encoder(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool, first_row: bool) -> Tensor:
  h = __torch__.embeddings(ids, mask, types, w, training)
  return __torch__.layers(w, h, mask, 0, __torch__.layer_count(), training, first_row)
def logits(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  h = __torch__.encoder(ids, mask, types, w, training, $FIRST_ROW_ONLY)
  return __torch__.head(__torch__.pooled(h, mask), w, training)
def features(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], count: int) -> Tensor:
  # what the embeddings and the lowest layers, so many of them, give without dropout: [B, T, H], or of all what the head reads
  h = __torch__.embeddings(ids, mask, types, w, False)
  h = __torch__.layers(w, h, mask, 0, count, False, $FIRST_ROW_ONLY)
  if torch.eq(count, __torch__.layer_count()):
    h = __torch__.pooled(h, mask)
  return __torch__.widened(h)
def logits_above(features: Tensor, mask: Tensor, w: Dict[str, Tensor], count: int) -> Tensor:
  # what the layers above make of their features, with dropout
  if torch.eq(count, __torch__.layer_count()):
    row = features
  else:
    h = __torch__.layers(w, features, mask, count, __torch__.layer_count(), True, $FIRST_ROW_ONLY)
    row = __torch__.pooled(h, mask)
  return __torch__.head(row, w, True)
