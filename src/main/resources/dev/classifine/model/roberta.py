# RoBERTa (Liu et al. 2019) and XLM-RoBERTa (Conneau et al. 2020).
def embeddings(ids: Tensor, mask: Tensor, types: Tensor, w: Dict[str, Tensor], training: bool) -> Tensor:
  e = "roberta.embeddings."
  h = torch.add(__torch__.words(w, e + "word_embeddings", ids), __torch__.token_types(w, e + "token_type_embeddings", types))
  h = torch.add(h, __torch__.offset_positions(w, e + "position_embeddings", ids, $PADDING))
  return __torch__.embedded(w, e + "LayerNorm", h, training)
