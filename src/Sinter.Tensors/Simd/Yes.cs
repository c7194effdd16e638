namespace Sinter.Tensors;

/// <summary>Yes.</summary>
internal readonly struct Yes : IAnswer
{
    public static bool IsYes => true;
}
