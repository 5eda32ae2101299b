namespace KLDiv.Files;

/// <summary>One predicted token of an answer: what the server chose, and the most probable tokens with their natural log-probabilities.</summary>
/// <param name="Line">The line of the file, counted from 0.</param>
/// <param name="Position">The token's place in the answer, counted from 0.</param>
/// <param name="Chosen">The token of the answer.</param>
/// <param name="Tokens">The tokens that are given, each once.</param>
/// <param name="LogProbabilities">Their log-probabilities.</param>
public sealed record AnswerRow(int Line, int Position, AnswerToken Chosen, IReadOnlyList<AnswerToken> Tokens, double[] LogProbabilities);
