/** The sign of the house. */
export function Mark() {
  return (
    <svg class="bar-mark" viewBox="0 0 18 18" aria-hidden="true">
      <path class="mark-cells" d="M0 0h5v5H0zM6.5 0h5v5h-5zM13 0h5v5h-5zM0 6.5h5v5H0zM13 6.5h5v5h-5zM0 13h5v5H0zM6.5 13h5v5h-5zM13 13h5v5h-5z" />
      <path class="mark-hit" d="M9 5.6L12.4 9 9 12.4 5.6 9z" />
    </svg>
  )
}
