namespace Sinter.Tensors;

/// <summary>No.</summary>
internal readonly struct No : IAnswer
{
    public static bool IsYes => false;
}
