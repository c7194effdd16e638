using System.Runtime.CompilerServices;

namespace Sinter.Learning;

/// <summary>Preconditions; the message is built only when one fails.</summary>
internal static class Check
{
    public static void Shape(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Message message) =>
        Require(holds, NetworkError.ShapeMismatch, message);

    public static void Range(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Message message) =>
        Require(holds, NetworkError.OutOfRange, message);

    public static void Configuration(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Message message) =>
        Require(holds, NetworkError.InvalidConfiguration, message);

    public static void Finite(bool holds, string where, string advice)
    {
        if (!holds) throw new NetworkException(NetworkError.NotFinite, $"NaN or infinity in {where}: {advice}.");
    }

    private static void Require(bool holds, NetworkError kind, Message message)
    {
        if (!holds) throw new NetworkException(kind, message.ToString() + ".");
    }

    /// <summary>An interpolated string that is only formatted when the check fails: a passing check allocates nothing.</summary>
    [InterpolatedStringHandler]
    internal ref struct Message
    {
        private DefaultInterpolatedStringHandler _text;
        private readonly bool _failed;

        public Message(int literalLength, int formattedCount, bool holds, out bool isEnabled)
        {
            isEnabled = _failed = !holds;
            if (_failed) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public override string ToString() => _failed ? _text.ToStringAndClear() : "";
    }
}
