namespace KLDiv.Files;

/// <summary>A token as a server names it: by its number, by its bytes, by its text, or by several of these.</summary>
/// <param name="Id">Its number in the vocabulary; null where the server does not say it.</param>
/// <param name="Bytes">Its bytes, in hexadecimal; null where the server does not say them.</param>
/// <param name="Text">Its text, in which bytes that are no text may have become replacement characters.</param>
public readonly record struct AnswerToken(long? Id, string? Bytes, string Text);
