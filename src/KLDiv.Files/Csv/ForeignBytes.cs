using System.Text;

namespace KLDiv.Files.Csv;

/// <summary>What becomes of bytes that are not UTF-8: one by one they are read as Windows-1252, or all become U+FFFD.</summary>
/// <remarks>A byte that Windows-1252 does not know is the control character of its number, so that no two bytes become one character.</remarks>
internal sealed class ForeignBytes(bool areWindows1252) : DecoderFallback
{
    private static readonly string Upper = Windows1252.GetString([.. Enumerable.Range(128, 128).Select(code => (byte)code)]);

    /// <summary>The encoding of most texts that are not Unicode.</summary>
    public static Encoding Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public override int MaxCharCount => areWindows1252 ? 4 : 1;

    /// <summary>Whether there were any.</summary>
    public bool Met { get; private set; }

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Characters(this);

    private sealed class Characters(ForeignBytes met) : DecoderFallbackBuffer
    {
        private string _characters = "";
        private int _position;

        public override int Remaining => _characters.Length - _position;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            met.Met = true;
            _characters = met.MaxCharCount == 1 ? "\uFFFD" : string.Create(bytesUnknown.Length, bytesUnknown, static (text, bytes) =>
            {
                for (int i = 0; i < bytes.Length; i++)
                {
                    text[i] = bytes[i] < 128 ? (char)bytes[i] : Upper[bytes[i] - 128];
                }
            });
            _position = 0;
            return true;
        }

        public override char GetNextChar() => _position < _characters.Length ? _characters[_position++] : '\0';

        public override bool MovePrevious()
        {
            bool canMove = _position > 0;
            _position -= canMove ? 1 : 0;
            return canMove;
        }

        public override void Reset() => (_characters, _position) = ("", 0);
    }
}
